"""Telling: one or two questions a screen, each answer saved before the next is asked."""

from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.picker import structure_picker
from stories import drafts
from stories.forms import StartForm
from stories.models import Story
from stories.orientation import CONTACTS
from stories.pseudonyms import suggest
from stories.saving import typed_so_far, version_of
from stories.screens import next_step, screen
from stories.steps import BY_SLUG, FORMS, STEPS, missing


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """What is not for here and where to go; then the first question."""
    form = StartForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if form.cleaned_data["situation"] == "ongoing":
            return redirect("stories:elsewhere")
        draft = drafts.start(request)
        if about := structure_picker(request.GET, "structure").chosen:
            drafts.save_services(draft, [one.pk for one in about], draft.other_service)
        return redirect("stories:step", draft.pk, STEPS[0].slug)
    waiting = drafts.drafts_of(request).exclude(title="", text="")[:3]
    status = 422 if form.is_bound else 200
    return render(request, "stories/tell/start.html", {"form": form, "waiting": waiting}, status=status)


@require_safe
def elsewhere(request: HttpRequest) -> HttpResponse:
    """Whom to contact when telling is not what is needed."""
    return render(request, "stories/tell/elsewhere.html", {"contacts": CONTACTS})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One screen of telling: show it, or save what it was told and go on."""
    if slug not in FORMS:
        raise Http404
    draft = drafts.draft_or_404(request, pk)
    form = _form(request, draft, slug)
    other = None
    if request.method == "POST" and form.is_valid():
        try:
            drafts.save(draft, version_of(request), **form.cleaned_data)
            return redirect("stories:step", pk, next_step(request, slug))
        except drafts.Changed as changed:
            draft, other = changed.current, _saved_words(changed.current, slug)
    status = 409 if other else 422 if form.errors else 200
    return screen(request, draft, slug, {"form": form, "other": other}, status)


@never_cache
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """« Voici ce que tous pourront lire. »"""
    draft = drafts.draft_or_404(request, pk)
    return screen(request, draft, "relecture", {"lacks": missing(draft), "key": uuid4()})


@require_POST
def autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """Save words as they are typed, unfinished as they may be; the page says the second it was done."""
    draft = drafts.draft_or_404(request, pk)
    try:
        drafts.save(draft, version_of(request), **typed_so_far(request))
    except drafts.Changed as changed:
        return JsonResponse({"version": changed.current.version}, status=409)
    at = timezone.localtime().strftime("%H:%M:%S")
    return JsonResponse({"version": draft.version, "at": at})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then delete a draft for good: nobody but its author ever saw it."""
    draft = drafts.draft_or_404(request, pk)
    if request.method == "POST":
        draft.delete()
        return redirect("stories:tell")
    return render(request, "stories/tell/discard.html", {"draft": draft})


@never_cache
@login_required
@require_safe
def told(request: HttpRequest, pk: int) -> HttpResponse:
    """« Merci »: the story has been sent, and this is what happens to it now."""
    told_by_them = Story.objects.filter(author=request.user.pk).exclude(state=Story.State.DRAFT)
    return render(request, "stories/tell/told.html", {"story": get_object_or_404(told_by_them, pk=pk)})


def _form(request: HttpRequest, draft: Story, slug: str) -> Form:
    initial = {name: getattr(draft, name) for name in BY_SLUG[slug].asks}
    more: dict[str, Any] = {}
    if slug == "pseudonyme":
        initial["pseudonym"] = draft.pseudonym or suggest()
        more = {"email": request.user.email if request.user.is_authenticated else ""}
    data = request.POST if request.method == "POST" else None
    return FORMS[slug](data, initial=initial, **more)


def _saved_words(current: Story, slug: str) -> list[str]:
    return [str(getattr(current, name)) for name in BY_SLUG[slug].asks]
