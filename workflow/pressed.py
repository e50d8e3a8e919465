"""Addresses that only a press of a button may use.

After a form error the browser stands at such an address. Going there again (reload, a tab restored, a region
that catches up) shows the page the button was on, instead of « méthode non autorisée ».
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect

type View = Callable[..., HttpResponse]


def only_pressed(back: Callable[..., str]) -> Callable[[View], View]:
    """Let a POST through; send a GET to ``back(**url arguments)``, in the tab that its query names."""

    def decorate(view: View) -> View:
        @wraps(view)
        def pressed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            if request.method in {"GET", "HEAD"}:
                return HttpResponseRedirect(_in_tab(back(*args, **kwargs), request.GET.get("tab")))
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])

        return pressed

    return decorate


def _in_tab(url: str, tab: str | None) -> str:
    return f"{url}?{urlencode({'tab': tab})}" if tab else url
