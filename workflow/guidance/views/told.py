"""The texts authors receive, per outcome and reason: read and edited by moderators, every version kept."""

from django.contrib import messages as said
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from workflow.guidance.told import FIRST_TEXTS, texts_in_use, variables, versions_of, write
from workflow.models import Decision, RejectionReason
from workflow.spine.refusals import Incomplete, Invalid, NotAllowed
from workflow.workbench.presses import SignedIn, fresh_key, go, keeping


@login_required
def templates(request: SignedIn) -> HttpResponse:
    """All the texts in use."""
    _moderators_only(request)
    texts = [
        {"outcome": outcome, "reason": reason, "name": name_of(outcome, reason), "text": text}
        for (outcome, reason), text in texts_in_use().words.items()
    ]
    return render(request, "workflow/guidance/templates.html", {"texts": texts})


@login_required
def edit_template(request: SignedIn, outcome: str, reason: str) -> HttpResponse:
    """One text, its earlier versions, and a form for the next, maybe from one of those (``?version=``)."""
    _moderators_only(request)
    if (outcome, reason) not in FIRST_TEXTS:
        raise Http404
    current, *former = versions_of(outcome, reason)
    wanted = request.GET.get("version")
    start = next((one for one in former if str(one.version) == wanted), current)
    error = ""
    if request.method == "POST":
        try:
            return _save(request, outcome, reason)
        except Invalid as wrong:
            error = str(wrong)
    context = {
        "name": name_of(outcome, reason),
        "version": current.version,
        "former": former,
        "start": start,
        "text": request.POST.get("text", start.text),
        "variables": variables(reason),
        "error": error,
        "key": fresh_key(),
    }
    return render(request, "workflow/guidance/edit_template.html", context, status=422 if error else 200)


def _save(request: SignedIn, outcome: str, reason: str) -> HttpResponse:
    read = request.POST.get("version", "")
    if not read.isdecimal() or not request.POST.get("key"):
        raise Incomplete()
    text = request.POST.get("text", "").replace("\x00", "")
    with keeping(request, request.path, text="Votre texte"):
        write(outcome, reason, text, by=request.user, after=int(read[:6]))
    said.success(request, f"Le modèle « {name_of(outcome, reason)} » est à jour.")
    return go(request, reverse("workflow:templates"))


def name_of(outcome: str, reason: str) -> str:
    """« Non publiée : hors sujet »."""
    name = Decision.Outcome(outcome).label.capitalize()
    return f"{name}\u00a0: {RejectionReason(reason).label}" if reason else name


def _moderators_only(request: SignedIn) -> None:
    if not request.user.viewer.is_moderator:
        raise NotAllowed("Les modèles sont réservés aux modérateurs.")
