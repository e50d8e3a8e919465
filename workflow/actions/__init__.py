"""Every verb that changes a state. Nothing else does."""

from workflow.actions.answers_back import publish_answer, reject_answer, say_back
from workflow.actions.authors import resubmit, submit, withdraw
from workflow.actions.claims import claim, expire_leases, release, take_over
from workflow.actions.consent import Answered, answer_proposal, propose_rewrite
from workflow.actions.decisions import correct, escalate, publish, reject
from workflow.actions.effects import take_due_effects, take_effect, undo
from workflow.actions.next import claim_next
from workflow.actions.published import (
    amend,
    dismiss_reports,
    escalate_reports,
    report,
    republish,
    unpublish,
)
from workflow.actions.questions import answer_question, ask
from workflow.actions.reading import annotate, note, opine, pass_on
from workflow.actions.reminders import close_unanswered, remind_authors
from workflow.actions.replies import (
    Words,
    approve,
    approve_with_edits,
    rate,
    save_draft,
    send_back,
    submit_reply,
)

__all__ = [
    "Answered",
    "Words",
    "amend",
    "annotate",
    "answer_proposal",
    "answer_question",
    "approve",
    "approve_with_edits",
    "ask",
    "claim",
    "claim_next",
    "close_unanswered",
    "correct",
    "dismiss_reports",
    "escalate",
    "escalate_reports",
    "expire_leases",
    "note",
    "opine",
    "pass_on",
    "propose_rewrite",
    "publish",
    "publish_answer",
    "rate",
    "reject",
    "reject_answer",
    "release",
    "remind_authors",
    "report",
    "republish",
    "resubmit",
    "save_draft",
    "say_back",
    "send_back",
    "submit",
    "submit_reply",
    "take_due_effects",
    "take_effect",
    "take_over",
    "undo",
    "unpublish",
    "withdraw",
]
