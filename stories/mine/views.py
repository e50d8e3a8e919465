"""Mes expériences: one's own stories, and the two questions only their author is asked."""

from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from directory.requests import SignedIn
from live.page import live_page
from stories.mine.own import told_by
from stories.models import Reply, Routing, Story
from stories.telling import drafts
from stories.telling.going import go
from stories.topics import person

# What is no longer anybody's to read can be told again.
TELLABLE_AGAIN = {Story.State.WITHDRAWN, Story.State.UNPUBLISHED}


@never_cache
@login_required
@require_safe
def mine(request: SignedIn) -> HttpResponse:
    """Each story and how far it has come, live; and what was begun and not sent."""
    page = live_page(request, person(request.user.pk))
    told = told_by(request.user, request.session.get(drafts.IN_SESSION, []))
    context = {"live": page, "told": told}
    return render(request, "stories/mine/list.html", context)


@never_cache
@login_required
@require_safe
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    """Ask before a story is taken back: what it means, and one button."""
    story = get_object_or_404(Story, pk=pk, author=request.user)
    if not story.is_withdrawable:
        return redirect("stories:mine")
    return render(request, "stories/mine/withdraw.html", {"story": story, "key": uuid4()})


@never_cache
@login_required
@require_safe
def rate(request: SignedIn, pk: int) -> HttpResponse:
    """« Cette réponse est-elle appropriée ? » with a word, if one likes."""
    theirs = Routing.objects.filter(story__author=request.user, state=Routing.State.ANSWERED)
    routing = theirs.select_related("reply", "story", "structure").filter(pk=pk).first()
    if routing is None:
        raise Http404
    given = request.GET.get("avis")
    chosen = given if given in Reply.Rating.values else routing.reply.rating
    context = {"routing": routing, "choices": Reply.Rating.choices, "chosen": chosen, "key": uuid4()}
    return render(request, "stories/mine/rate.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rewrite(request: SignedIn, pk: int) -> HttpResponse:
    """Begin again from a story that its author took back, or that was taken offline."""
    story = get_object_or_404(Story, pk=pk, author=request.user, state__in=TELLABLE_AGAIN)
    if request.method != "POST":
        return redirect("stories:mine")
    return go("stories:step", drafts.begin_again(story).pk, "recit")
