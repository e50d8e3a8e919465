"""Take, give back, take over, go on holding: the same for every kind of workbench."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.urls import reverse

from workflow.claims import actions, renewing
from workflow.claims.kept import keep_to_read, keep_typing
from workflow.models import Step
from workflow.spine.instant import now
from workflow.spine.leases import holder_of, lease_until
from workflow.spine.moves import look
from workflow.spine.refusals import Incomplete, NotSeen
from workflow.spine.rights import rights_on
from workflow.spine.steps import CLAIM
from workflow.workbench.benches import BENCHES, bench_url
from workflow.workbench.presses import SignedIn, go, held_press, keeping, only_pressed, press

# The fields of all workbenches in which people write.
SENTENCES = ("text", "correct_reason", "message", "comment", "note", "public_reason", "answer_reason")


def _bench(pk: int, step: Step) -> str:
    return bench_url(step, pk)


@only_pressed(_bench)
@login_required
def claim(request: SignedIn, pk: int, step: Step) -> HttpResponse:
    with keeping(request, bench_url(step, pk)):
        outcome = actions.claim(step, pk, **press(request))
    return go(request, bench_url(step, pk, outcome.detail["tab"]) + BENCHES[step].beside(request))


@only_pressed(_bench)
@login_required
def release(request: SignedIn, pk: int, step: Step) -> HttpResponse:
    bench = BENCHES[step]
    with keeping(request, bench_url(step, pk), text="Votre projet de réponse"):
        actions.release(step, pk, **bench.save(request, pk, held_press(request)))
    if bench.text:
        keep_to_read(request.user, step, pk, "\n\n".join(_unsent(request, bench.text(pk))))
    return go(request, reverse(bench.queue))


def _unsent(request: SignedIn, kept: str) -> list[str]:
    """What was typed for a decision that is not taken: a correction, the words that would have gone with it."""
    written = [request.POST.get(name, "") for name in SENTENCES]
    return [words for words in written if words.split() and words.split() != kept.split()]


@only_pressed(_bench)
@login_required
def take_over(request: SignedIn, pk: int, step: Step) -> HttpResponse:
    with keeping(request, bench_url(step, pk), reason="Pourquoi"):
        outcome = actions.take_over(step, pk, **press(request), reason=request.POST.get("reason", ""))
    return go(request, bench_url(step, pk, outcome.detail["tab"]))


@only_pressed(_bench)
@login_required
def renew(request: SignedIn, pk: int, step: Step) -> HttpResponse:
    """Prolong this tab's lease: 200 with its new end, or 409 when it is no longer this tab's."""
    tab = _tab(request)
    active = request.POST.get("active") == "1"
    if not renewing.renew(step, pk, request.user.pk, tab, active=active, now=now()):
        return JsonResponse({"held": False, "why": _why_lost(request, pk, step)}, status=409)
    return JsonResponse({"held": True, "until": lease_until(now()).isoformat()})


@only_pressed(_bench)
@login_required
def keep_copy(request: SignedIn, pk: int, step: Step) -> HttpResponse:
    """Keep, for this person alone, what they type (``fields``), or had typed when the item left them (``text``)."""
    if (fields := request.POST.get("fields")) is not None:
        keep_typing(request.user, step, pk, _tab(request), request.POST.get("base", ""), fields)
        return JsonResponse({"kept": True})
    if not rights_on(look(CLAIM[step], pk), request.user.viewer):
        raise NotSeen()
    return JsonResponse({"kept": keep_to_read(request.user, step, pk, request.POST.get("text", ""))})


def _why_lost(request: SignedIn, pk: int, step: Step) -> str:
    lease = holder_of(step, pk)
    if lease and lease.holder_id == request.user.pk and lease.expires_at > now():
        return "Vous continuez dans un autre onglet."
    return "Votre prise en charge a pris fin."


def _tab(request: SignedIn) -> str:
    try:
        return str(UUID(request.POST.get("tab", "")))
    except ValueError as error:
        raise Incomplete() from error
