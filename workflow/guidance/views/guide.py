"""The written guide to the cases: read beside the text, edited by seniors, every version kept."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from workflow.guidance import guide as written_guide
from workflow.models import Guide
from workflow.spine.refusals import Incomplete, Invalid, NotAllowed, TooLate
from workflow.workbench.presses import SignedIn, fresh_key, go


@login_required
def guide(request: SignedIn) -> HttpResponse:
    """The guide in use, or an earlier one: ``?version=``."""
    if not request.user.viewer.is_moderator:
        raise NotAllowed("Le guide est réservé aux modérateurs.")
    in_use = written_guide.in_use()
    shown = written_guide.of_version(request.GET["version"]) if "version" in request.GET else in_use
    if shown is None:
        raise Http404
    written = Guide.objects.select_related("by").order_by("-version")
    context = {
        "shown": shown,
        "in_use": in_use,
        "html": written_guide.drawn(shown.text),
        "versions": [*written, written_guide.original()],
        "may_edit": request.user.viewer.is_senior,
    }
    return render(request, "workflow/guidance/guide.html", context)


@login_required
def edit_guide(request: SignedIn) -> HttpResponse:
    """Seniors write a new version, maybe from an earlier one (``?version=``); what others wrote meanwhile is
    not written over."""
    if not request.user.viewer.is_senior:
        raise NotAllowed("Le guide est tenu par les modérateurs principaux.")
    base, error = written_guide.in_use(), ""
    start = written_guide.of_version(request.GET.get("version", "")) or base
    if request.method == "POST":
        try:
            return _save(request)
        except Invalid as wrong:
            error = str(wrong)
    context = {
        "base": base,
        "start": start,
        "text": request.POST.get("text", start.text),
        "error": error,
        "key": fresh_key(),
    }
    return render(request, "workflow/guidance/edit_guide.html", context, status=422 if error else 200)


def _save(request: SignedIn) -> HttpResponse:
    base = request.POST.get("version", "")
    if not base.isdecimal() or not request.POST.get("key"):
        raise Incomplete()
    try:
        saved = written_guide.write(request.POST.get("text", ""), by=request.user, after=int(base[:6]))
    except TooLate as late:
        late.context |= {
            "typed": {"Votre version du guide": request.POST.get("text", "")},
            "back": reverse("workflow:edit_guide"),
        }
        raise
    messages.success(request, f"Le guide est à jour : version {saved.version}.")
    return go(request, reverse("workflow:guide"))
