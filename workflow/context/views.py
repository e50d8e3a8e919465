"""What stands beside a story at the desk, loaded after it; and what moderators write there."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from workflow.context import notes
from workflow.context.beside import Context, context_of, story_beside
from workflow.context.forms import CRITICALITY, AnnotateForm, NoteForm
from workflow.models import Step
from workflow.queues.rows import load_stories
from workflow.spine.refusals import Invalid, NotSeen
from workflow.spine.scope import moderates
from workflow.workbench.benches import bench_url
from workflow.workbench.presses import SignedIn, fresh_key, go, keeping, only_pressed, press


def _bench(pk: int) -> str:
    return bench_url(Step.MODERATE, pk)


@login_required
@never_cache
def context(request: SignedIn, pk: int) -> HttpResponse:
    """Two regions, for htmx; without JavaScript, a page of them."""
    return _beside(request, pk)


@only_pressed(_bench)
@login_required
def annotate(request: SignedIn, pk: int) -> HttpResponse:
    form = AnnotateForm(_with_what_is_accepted(request))
    if not form.is_valid():
        return _beside(request, pk, wrong=_first_error(form))
    try:
        with keeping(request, _bench(pk)):
            notes.annotate(pk, **press(request), **form.arguments())
    except Invalid as error:
        return _beside(request, pk, wrong=str(error))
    return _answer(request, pk, saved=True)


def _with_what_is_accepted(request: SignedIn) -> dict[str, Any]:
    """The form as sent, with the suggested procedure whose button was pressed."""
    return {**request.POST.dict(), **({"procedure": taken} if (taken := request.POST.get("accept")) else {})}


@only_pressed(_bench)
@login_required
def note(request: SignedIn, pk: int) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _beside(request, pk, wrong_note=_first_error(form))
    try:
        with keeping(request, _bench(pk), text="Note"):
            notes.note(pk, by=request.user, key=request.POST.get("key"), **form.cleaned_data)
    except Invalid as error:
        return _beside(request, pk, wrong_note=str(error))
    return _answer(request, pk)


def _first_error(form: forms.Form) -> str:
    return next(str(errors[0]) for errors in form.errors.values())


def _answer(request: SignedIn, pk: int, **more: Any) -> HttpResponse:
    if request.htmx:
        return _beside(request, pk, **more)
    return go(request, bench_url(Step.MODERATE, pk, request.POST.get("tab", "")))


# What a page beside the story is given when something typed there cannot be taken.
WRONG = {"wrong", "wrong_note"}


def _beside(request: SignedIn, pk: int, **more: Any) -> HttpResponse:
    viewer = request.user.viewer
    story = story_beside(pk)
    if story is None or not moderates(story, viewer):
        raise NotSeen()
    found: Context = context_of(story, viewer)
    htmx = bool(request.htmx)
    shown = {
        "context": found,
        "story": story,
        "scale": CRITICALITY,
        "key": fresh_key(),
        "here": request.GET.get("ici") or request.POST.get("here"),
        "tab": request.GET.get("tab") or request.POST.get("tab", ""),
        "typed": {"tags": ", ".join(story.tags)} | (request.POST.dict() if more.keys() & WRONG else {}),
        "bench": load_stories([pk]).get(pk) if htmx and request.method == "POST" else None,
        **more,
    }
    template = "workflow/context/_context.html" if htmx else "workflow/context/context.html"
    return render(request, template, shown, status=422 if more.keys() & WRONG and not htmx else 200)
