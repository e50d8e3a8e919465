"""Not publishing many at once, for one reason: only what nobody need read word by word."""

from collections.abc import Sequence

from directory.models import User
from workflow.claims.actions import claim
from workflow.models import RejectionReason, Step
from workflow.moderation.actions import reject
from workflow.spine.refusals import Refusal, TooLate

REASONS = (RejectionReason.DUPLICATE, RejectionReason.NO_EXPERIENCE)
MOST_AT_ONCE = 50


def problem_with(ticked: Sequence[object], reason: str) -> str:
    """Why nothing at all is done, in words; empty if it may be."""
    if not ticked:
        return "Cochez d'abord les expériences à ne pas publier."
    if len(ticked) > MOST_AT_ONCE:
        return f"Pas plus de {MOST_AT_ONCE} expériences à la fois\u00a0: rien n'a été fait."
    if reason not in REASONS:
        return "Choisissez le motif, le même pour toutes."
    return ""


def reject_many(ticked: Sequence[tuple[int, str]], *, by: User, key: str, reason: str) -> dict[int, str]:
    """Claim and reject each of these (id, version); answers why it could not be done, for those of which it could
    not."""
    refused = {}
    for pk, version in ticked:
        if why := _reject_one(pk, version, by, f"{key}:{pk}", reason):
            refused[pk] = why
    return refused


def _reject_one(pk: int, version: str, by: User, key: str, reason: str) -> str:
    try:
        held = claim(Step.MODERATE, pk, by=by, version=version, key=key)
        reject(pk, by=by, version=held.version, key=key, tab=held.detail["tab"], reason=reason)
    except Refusal as refusal:
        who = refusal.context.get("who")
        if who and str(refusal) == TooLate.message:
            return f"{who} vient d'y toucher."
        return f"{refusal}{f' ({who})' if who else ''}"
    return ""
