"""Take, give back, take over, go on holding: the same for the three kinds of workbench."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from workflow import actions, claims
from workflow.answers import SignedIn, bench_url, go, held_press, keeping, press
from workflow.forms import ReplyForm
from workflow.models import PrivateCopy, Step
from workflow.moves import look, now
from workflow.refusals import Incomplete, NotSeen
from workflow.rights import rights_on
from workflow.transitions import CLAIM

QUEUES = {
    Step.MODERATE: "workflow:moderation",
    Step.DRAFT: "workflow:inbox",
    Step.VALIDATE: "workflow:validation",
}
MAX_COPY = 20_000


@login_required
@require_POST
def claim(request: SignedIn, pk: int, step: Step) -> HttpResponse:
    with keeping(request, bench_url(step, pk)):
        outcome = actions.claim(step, pk, **press(request))
    return go(request, bench_url(step, pk, outcome.detail["tab"]))


@login_required
@require_POST
def release(request: SignedIn, pk: int, step: Step) -> HttpResponse:
    pressed = held_press(request)
    with keeping(request, bench_url(step, pk), text="Votre projet de réponse"):
        words = ReplyForm(request.POST)
        if step == Step.DRAFT and request.POST.get("text", "").strip() and words.is_valid():
            # What was typed since the last save goes back with the rest.
            saved = actions.save_draft(pk, **pressed, saves=request.POST.get("saves"), words=words.words())
            pressed["version"] = str(saved.version)
        actions.release(step, pk, **pressed)
    return go(request, reverse(QUEUES[step]))


@login_required
@require_POST
def take_over(request: SignedIn, pk: int, step: Step) -> HttpResponse:
    with keeping(request, bench_url(step, pk), reason="Pourquoi"):
        outcome = actions.take_over(step, pk, **press(request), reason=request.POST.get("reason", "")[:1000])
    return go(request, bench_url(step, pk, outcome.detail["tab"]))


@login_required
@require_POST
def renew(request: SignedIn, pk: int, step: Step) -> HttpResponse:
    """Prolong this tab's lease: 200 with its new end, or 409 when it is no longer this tab's."""
    tab = _tab(request)
    active = request.POST.get("active") == "1"
    if not claims.renew(step, pk, request.user.pk, tab, active=active, now=now()):
        return JsonResponse({"held": False}, status=409)
    return JsonResponse({"held": True, "until": claims.lease_until(now()).isoformat()})


@login_required
@require_POST
def keep_copy(request: SignedIn, pk: int, step: Step) -> HttpResponse:
    """Keep, for this person alone, what they had typed when the item went to somebody else."""
    if not rights_on(look(CLAIM[step], pk), request.user.viewer):
        raise NotSeen()
    text = request.POST.get("text", "").replace("\x00", "")[:MAX_COPY]
    if text.strip():
        PrivateCopy.objects.create(person=request.user, step=step, item_id=pk, text=text)
    return JsonResponse({"kept": bool(text.strip())})


def _tab(request: SignedIn) -> str:
    try:
        return str(UUID(request.POST.get("tab", "")))
    except ValueError as error:
        raise Incomplete() from error
