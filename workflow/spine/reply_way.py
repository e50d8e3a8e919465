"""Every move a reply can make, by its routing."""

from stories.models import Routing
from workflow.models import Step
from workflow.spine.transition import reply_move

R = Routing.State

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
