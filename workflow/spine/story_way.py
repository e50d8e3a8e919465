"""Every move a story can make."""

from stories.models import Story
from workflow.models import Step
from workflow.spine.transition import story_move

S = Story.State

# To publication.
SUBMIT = story_move("submit", {S.DRAFT}, S.SUBMITTED, {"author"}, past="déposée")
WITHDRAW = story_move(
    "withdraw",
    {*Story.WITHDRAWABLE},
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
NOTE = story_move("note", {*S} - {S.DRAFT}, None, ANNOTATE.rights, past="note interne")
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
