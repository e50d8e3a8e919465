"""The written guide to the cases: read beside the text, edited by seniors, every version kept."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from workflow import guides
from workflow.answers import SignedIn, fresh_key, go
from workflow.models import Guide
from workflow.refusals import Incomplete, Invalid, NotAllowed, TooLate


@login_required
def guide(request: SignedIn) -> HttpResponse:
    """The guide in use, or an earlier one: ``?version=``."""
    if not request.user.viewer.is_moderator:
        raise NotAllowed("Le guide est réservé aux modérateurs.")
    in_use = guides.in_use()
    shown = guides.of_version(request.GET["version"]) if "version" in request.GET else in_use
    if shown is None:
        raise Http404
    written = Guide.objects.select_related("by").order_by("-version")
    context = {
        "shown": shown,
        "in_use": in_use,
        "html": guides.drawn(shown.text),
        "versions": [*written, guides.original()],
        "may_edit": request.user.viewer.is_senior,
    }
    return render(request, "workflow/guide.html", context)


@login_required
def edit_guide(request: SignedIn) -> HttpResponse:
    """Seniors write a new version, maybe from an earlier one (``?version=``); what others wrote meanwhile is
    not written over."""
    if not request.user.viewer.is_senior:
        raise NotAllowed("Le guide est tenu par les modérateurs principaux.")
    base, error = guides.in_use(), ""
    start = guides.of_version(request.GET.get("version", "")) or base
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
    return render(request, "workflow/edit_guide.html", context, status=422 if error else 200)


def _save(request: SignedIn) -> HttpResponse:
    base = request.POST.get("version", "")
    if not base.isdecimal() or not request.POST.get("key"):
        raise Incomplete()
    try:
        saved = guides.write(request.POST.get("text", ""), by=request.user, after=int(base[:6]))
    except TooLate as late:
        late.context |= {
            "typed": {"Votre version du guide": request.POST.get("text", "")},
            "back": reverse("workflow:edit_guide"),
        }
        raise
    messages.success(request, f"Le guide est à jour : version {saved.version}.")
    return go(request, reverse("workflow:guide"))
