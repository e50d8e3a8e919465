"""Telling: one or two questions a screen, each answer saved before the next is asked."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from directory.picker import structure_picker
from stories.models import Story
from stories.telling import dates, drafts
from stories.telling.forms import StartForm
from stories.telling.going import go, or_thanks
from stories.telling.orientation import CONTACTS
from stories.telling.pseudonyms import suggest
from stories.telling.review import review
from stories.telling.saving import typed_so_far, version_of
from stories.telling.screens import next_step, screen
from stories.telling.steps import BY_SLUG, FORMS, STEPS, missing, told_in, unfinished

FIRST = STEPS[0].slug
BEGUN_LISTED = 10


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """What is not for here and where to go; then the first question."""
    form = StartForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if form.cleaned_data["situation"] == "ongoing":
            return go("stories:elsewhere")
        draft = drafts.start(request)
        if about := structure_picker(request.GET, "structure").chosen:
            drafts.save_services(draft, draft.version, [one.pk for one in about], draft.other_service)
        return go("stories:step", draft.pk, FIRST)
    begun = drafts.drafts_of(request).exclude(title="", text="")
    waiting = list(begun[: BEGUN_LISTED + 1])
    others = begun.count() - BEGUN_LISTED if len(waiting) > BEGUN_LISTED else 0
    context = {"form": form, "waiting": waiting[:BEGUN_LISTED], "others": others}
    return render(request, "stories/telling/start.html", context, status=422 if form.is_bound else 200)


@require_safe
def elsewhere(request: HttpRequest) -> HttpResponse:
    """Whom to contact when telling is not what is needed."""
    return render(request, "stories/telling/elsewhere.html", {"contacts": CONTACTS})


@never_cache
@or_thanks
@require_safe
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with a draft where it was left."""
    return redirect("stories:step", pk, unfinished(drafts.draft_or_404(request, pk)))


@never_cache
@or_thanks
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One screen of telling: show it, or save what it was told and go on."""
    if slug not in FORMS:
        raise Http404
    draft = drafts.draft_or_404(request, pk)
    form = _form(request, draft, slug)
    held = None
    if request.method == "POST" and form.is_valid():
        try:
            drafts.save(draft, version_of(request), **form.cleaned_data)
            return go("stories:step", pk, next_step(request, slug))
        except drafts.Changed as changed:
            draft, held = changed.current, told_in(changed.current, slug)
    status = 409 if held else 422 if form.errors else 200
    return screen(request, draft, slug, {"form": form, "held": held}, status)


@never_cache
@or_thanks
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """« Voici ce que tous pourront lire. »"""
    draft = drafts.draft_or_404(request, pk)
    context = {"lacks": missing(draft), "review": review(draft), "key": uuid4()}
    return screen(request, draft, "relecture", context)


@require_http_methods(["GET", "HEAD", "POST"])
def autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Save words as they are typed, unfinished as they may be; the page says the second it was done."""
    draft = drafts.draft_or_404(request, pk)
    if request.method != "POST":
        return redirect("stories:step", pk, FIRST)
    words = typed_so_far(request)
    try:
        drafts.save(draft, version_of(request), **words)
    except drafts.Changed as changed:
        return JsonResponse({"version": changed.current.version}, status=409)
    at = timezone.localtime().strftime("%H:%M:%S")
    when = dates.in_words(words["happened_on"], words["happened_precision"]) if "happened_on" in words else ""
    return JsonResponse({"version": draft.version, "at": at, "when": when})


@never_cache
@or_thanks
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then delete a draft for good: nobody but its author ever saw it."""
    draft = drafts.draft_or_404(request, pk)
    if request.method == "POST":
        draft.delete()
        messages.success(request, "Votre récit est effacé.")
        return go("stories:tell")
    return render(request, "stories/telling/discard.html", {"draft": draft})


@never_cache
@login_required
@require_safe
def told(request: HttpRequest, pk: int) -> HttpResponse:
    """« Merci »: the story has been sent, and this is what happens to it now."""
    told_by_them = Story.objects.filter(author=request.user.pk).exclude(state=Story.State.DRAFT)
    return render(request, "stories/telling/told.html", {"story": get_object_or_404(told_by_them, pk=pk)})


def _form(request: HttpRequest, draft: Story, slug: str) -> Form:
    initial = {name: getattr(draft, name) for name in BY_SLUG[slug].asks}
    more: dict[str, Any] = {}
    if slug == "quand" and draft.happened_on:
        initial["happened_on"] = dates.as_typed(draft.happened_on, draft.happened_precision)
    if slug == "pseudonyme":
        initial["pseudonym"] = draft.pseudonym or suggest()
        more = {"email": request.user.email if request.user.is_authenticated else ""}
    data = request.POST if request.method == "POST" else None
    return FORMS[slug](data, initial=initial, **more)
