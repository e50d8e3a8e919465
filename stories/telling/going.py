"""How the pages of telling answer, so that « Précédent » always leads somewhere."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from stories.models import Story

type View = Callable[..., HttpResponse]


def go(to: str, *args: object) -> HttpResponse:
    """After a POST: the page to see, asked for by a GET."""
    return HttpResponseRedirect(resolve_url(to, *args), status=303)


def or_thanks(view: View) -> View:
    """A page about a draft; its author, coming back once it is sent, is thanked instead of told it is lost."""

    @wraps(view)
    def answered(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, pk, *args, **kwargs)
        except Http404:
            sent = Story.objects.filter(pk=pk, author=request.user.pk).exclude(state=Story.State.DRAFT)
            if request.user.is_authenticated and sent.exists():
                return go("stories:told", pk)
            raise

    return answered
