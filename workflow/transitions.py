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

    A target of None leaves the state as it is. ``ends``: the claim it is made under ends with it, whatever
    the state.
    """

    name: str
    model: type[Story] | type[Routing]
    sources: frozenset[str]
    target: str | None
    rights: frozenset[str]
    holding: Step | None = None
    past: str = ""
    ends: bool = False

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
    ends: bool = False,
) -> Transition:
    transition = Transition(name, model, frozenset(sources), target, frozenset(rights), holding, past, ends)
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
PROPOSE_REWRITE = story_move(
    "propose_rewrite",
    {S.SUBMITTED},
    S.AWAITING_AUTHOR,
    {"moderate"},
    holding=Step.MODERATE,
    past="réécriture proposée à l'auteur",
)
ASK = story_move(
    "ask", {S.SUBMITTED}, S.AWAITING_AUTHOR, {"moderate"}, holding=Step.MODERATE, past="question à l'auteur"
)
ESCALATE = story_move(
    "escalate",
    {S.SUBMITTED},
    None,
    {"moderate"},
    holding=Step.MODERATE,
    past="transmise en seconde lecture",
    ends=True,
)
UNDO = story_move("undo", {S.PUBLISHED, S.REJECTED}, S.SUBMITTED, {"moderate"}, past="décision annulée")
TAKE_EFFECT = story_move(
    "take_effect", {S.PUBLISHED, S.REJECTED}, None, {"clock"}, past="décision entrée en vigueur"
)

# Beside decisions: what moderators say of a story without moving it.
PASS = story_move("pass", {S.SUBMITTED}, None, {"moderate"}, past="laissée à un collègue")
ANNOTATE = story_move(
    "annotate",
    {S.SUBMITTED, S.AWAITING_AUTHOR, S.PUBLISHED, S.REJECTED},
    None,
    {"moderate", "follow"},
    past="annotée",
)
OPINE = story_move(
    "opine",
    {S.PUBLISHED, S.REJECTED, S.AWAITING_AUTHOR},
    None,
    {"moderate"},
    holding=Step.CALIBRATE,
    past="relue pour étalonnage",
    ends=True,
)

# What its author answers, and what follows when they do not.
ANSWER_PROPOSAL = story_move(
    "answer_proposal", {S.AWAITING_AUTHOR}, S.SUBMITTED, {"author"}, past="réécriture : réponse de l'auteur"
)
ANSWER_QUESTION = story_move(
    "answer_question", {S.AWAITING_AUTHOR}, S.SUBMITTED, {"author"}, past="question : réponse de l'auteur"
)
RESUBMIT = story_move("resubmit", {S.REJECTED}, S.SUBMITTED, {"author"}, past="reprise par son auteur")
REMIND = story_move("remind", {S.AWAITING_AUTHOR}, None, {"clock"}, past="rappel à l'auteur")
CLOSE_UNANSWERED = story_move(
    "close_unanswered", {S.AWAITING_AUTHOR}, S.WITHDRAWN, {"clock"}, past="close sans réponse de l'auteur"
)

# After publication.
UNPUBLISH = story_move("unpublish", {S.PUBLISHED}, S.UNPUBLISHED, {"senior"}, past="dépubliée")
REPUBLISH = story_move("republish", {S.UNPUBLISHED}, S.PUBLISHED, {"senior"}, past="republiée")
AMEND = story_move("amend", {S.PUBLISHED}, None, {"moderate"}, past="texte publié corrigé")
REPORTED = story_move("reported", {S.PUBLISHED}, None, {"clock"}, past="signalée par un lecteur")
DISMISS_REPORTS = story_move(
    "dismiss_reports",
    {S.PUBLISHED},
    None,
    {"moderate"},
    holding=Step.REPORT,
    past="signalements classés",
    ends=True,
)
ESCALATE_REPORTS = story_move(
    "escalate_reports",
    {S.PUBLISHED},
    None,
    {"moderate"},
    holding=Step.REPORT,
    past="signalements transmis à un modérateur principal",
    ends=True,
)

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
REOPEN = reply_move("reopen", {R.CLOSED}, R.TO_ANSWER, {"clock"}, past="rouverte")

# The author's one answer to a reply: read by a moderator before anybody else.
SAY_BACK = reply_move("say_back", {R.ANSWERED}, None, {"author"}, past="suite écrite par l'auteur")
PUBLISH_ANSWER = reply_move(
    "publish_answer",
    {R.ANSWERED},
    None,
    {"moderate"},
    holding=Step.ANSWER,
    past="suite publiée",
    ends=True,
)
REJECT_ANSWER = reply_move(
    "reject_answer",
    {R.ANSWERED},
    None,
    {"moderate"},
    holding=Step.ANSWER,
    past="suite non publiée",
    ends=True,
)

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
