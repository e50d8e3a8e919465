"""The work steps one can hold: who may take, give back, take over or see expire which."""

from collections.abc import Mapping, Set

from stories.models import Routing, Story
from workflow.models import Step
from workflow.spine.transition import declare, reply_move, story_move

S, R = Story.State, Routing.State
# Claims: who may take, give back, take over or see expire which step.
CLAIM = {
    Step.MODERATE: story_move("claim_moderate", {S.SUBMITTED}, None, {"moderate"}, past="prise en charge"),
    Step.DRAFT: reply_move("claim_draft", {R.TO_ANSWER, R.DRAFTING}, None, {"draft"}, past="prise en charge"),
    Step.VALIDATE: reply_move(
        "claim_validate", {R.TO_VALIDATE}, None, {"approve"}, past="validation prise en charge"
    ),
    Step.CALIBRATE: story_move(
        "claim_calibrate", {S.PUBLISHED, S.REJECTED, S.AWAITING_AUTHOR}, None, {"moderate"}, past="relecture"
    ),
    Step.REPORT: story_move(
        "claim_report", {S.PUBLISHED}, None, {"moderate"}, past="signalements pris en charge"
    ),
    Step.ANSWER: reply_move("claim_answer", {R.ANSWERED}, None, {"moderate"}, past="suite prise en charge"),
}
MAY_TAKE_OVER = {
    Step.MODERATE: {"senior"},
    Step.DRAFT: {"take_over"},
    Step.VALIDATE: {"approve"},
    Step.CALIBRATE: {"senior"},
    Step.REPORT: {"senior"},
    Step.ANSWER: {"senior"},
}


def _beside_claims(verb: str, rights: Mapping[Step, Set[str]], past: str, *, held: bool = False):
    return {
        step: declare(
            claim.model,
            f"{verb}_{step}",
            claim.sources,
            None,
            rights[step],
            holding=step if held else None,
            past=past,
        )
        for step, claim in CLAIM.items()
    }


RELEASE = _beside_claims(
    "release", {step: claim.rights for step, claim in CLAIM.items()}, "rendue", held=True
)
TAKE_OVER = _beside_claims("take_over", MAY_TAKE_OVER, "reprise")
EXPIRE = _beside_claims("expire", {step: {"clock"} for step in CLAIM}, "prise en charge échue")
