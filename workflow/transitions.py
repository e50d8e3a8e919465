"""Every move a story or a routing can make, declared once: buttons and guards both read this."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import partial

from stories.models import Routing, Story
from workflow.models import Step

S, R = Story.State, Routing.State


@dataclass(frozen=True)
class Transition:
    """One verb: from which states, to which, by whom (any of these rights), holding which step's claim.

    A target of None leaves the state as it is.
    """

    name: str
    model: type[Story] | type[Routing]
    sources: frozenset[str]
    target: str | None
    rights: frozenset[str]
    holding: Step | None = None
    past: str = ""

    def open_to(self, item: Story | Routing, rights: Set[str]) -> bool:
        """Whether somebody with these rights on the item may make this move now."""
        return item.state in self.sources and bool(self.rights & rights)


TRANSITIONS: dict[str, Transition] = {}


def _declare(
    model: type[Story] | type[Routing],
    name: str,
    sources: Set[str],
    target: str | None,
    rights: Set[str],
    *,
    holding: Step | None = None,
    past: str = "",
) -> Transition:
    transition = Transition(name, model, frozenset(sources), target, frozenset(rights), holding, past)
    TRANSITIONS[name] = transition
    return transition


story_move = partial(_declare, Story)
reply_move = partial(_declare, Routing)

# The story's way.
SUBMIT = story_move("submit", {S.DRAFT}, S.SUBMITTED, {"author"}, past="déposée")
WITHDRAW = story_move(
    "withdraw",
    {S.DRAFT, S.SUBMITTED, S.AWAITING_AUTHOR, S.PUBLISHED, S.REJECTED},
    S.WITHDRAWN,
    {"author"},
    past="retirée par son auteur",
)
PUBLISH = story_move(
    "publish", {S.SUBMITTED}, S.PUBLISHED, {"moderate"}, holding=Step.MODERATE, past="publiée"
)
CORRECT = story_move(
    "correct",
    {S.SUBMITTED},
    S.PUBLISHED,
    {"moderate"},
    holding=Step.MODERATE,
    past="corrigée et publiée",
)
REJECT = story_move(
    "reject", {S.SUBMITTED}, S.REJECTED, {"moderate"}, holding=Step.MODERATE, past="non publiée"
)
UNPUBLISH = story_move("unpublish", {S.PUBLISHED}, S.UNPUBLISHED, {"senior"}, past="dépubliée")

# The reply's way.
SAVE_DRAFT = reply_move(
    "save_draft", {R.TO_ANSWER, R.DRAFTING}, R.DRAFTING, {"draft"}, holding=Step.DRAFT, past="rédigée"
)
SUBMIT_REPLY = reply_move(
    "submit_reply",
    {R.TO_ANSWER, R.DRAFTING},
    R.TO_VALIDATE,
    {"draft"},
    holding=Step.DRAFT,
    past="soumise à validation",
)
APPROVE = reply_move(
    "approve", {R.TO_VALIDATE}, R.ANSWERED, {"approve"}, holding=Step.VALIDATE, past="approuvée"
)
APPROVE_WITH_EDITS = reply_move(
    "approve_with_edits",
    {R.TO_VALIDATE},
    R.ANSWERED,
    {"approve"},
    holding=Step.VALIDATE,
    past="approuvée avec modifications",
)
SEND_BACK = reply_move(
    "send_back", {R.TO_VALIDATE}, R.DRAFTING, {"approve"}, holding=Step.VALIDATE, past="renvoyée"
)
RATE = reply_move("rate", {R.ANSWERED}, None, {"author"}, past="jugée par son auteur")
CLOSE = reply_move(
    "close",
    {R.TO_ANSWER, R.DRAFTING, R.TO_VALIDATE, R.ANSWERED, R.TRANSFER_ASKED},
    R.CLOSED,
    {"clock"},
    past="close",
)

# Claims: who may take, give back, take over or see expire which step.
CLAIM = {
    Step.MODERATE: story_move("claim_moderate", {S.SUBMITTED}, None, {"moderate"}, past="prise en charge"),
    Step.DRAFT: reply_move("claim_draft", {R.TO_ANSWER, R.DRAFTING}, None, {"draft"}, past="prise en charge"),
    Step.VALIDATE: reply_move(
        "claim_validate", {R.TO_VALIDATE}, None, {"approve"}, past="validation prise en charge"
    ),
}
MAY_TAKE_OVER = {
    Step.MODERATE: {"senior"},
    Step.DRAFT: {"take_over"},
    Step.VALIDATE: {"approve"},
}


def _beside_claims(verb: str, rights: Mapping[Step, Set[str]], past: str, *, held: bool = False):
    return {
        step: _declare(
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
