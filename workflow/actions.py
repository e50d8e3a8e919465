"""Every verb that changes a state, on one page: for tests. Rooms import each verb from the room it lives in."""

from workflow.after_publication.actions import (
    amend,
    dismiss_reports,
    escalate_reports,
    report,
    republish,
    unpublish,
)
from workflow.answers_back.actions import publish_answer, reject_answer, say_back
from workflow.author.actions import resubmit, submit, withdraw
from workflow.calibration.actions import opine
from workflow.claims.actions import claim, expire_leases, release, take_over
from workflow.consent.proposals import Answered, answer_proposal, propose_rewrite
from workflow.consent.questions import answer_question, ask
from workflow.consent.reminders import close_unanswered, remind_authors
from workflow.context.notes import annotate, note
from workflow.decisions.effects import take_due_effects, take_effect
from workflow.moderation.actions import correct, escalate, publish, reject
from workflow.moderation.next import claim_next
from workflow.moderation.passing import pass_on
from workflow.moderation.undo import undo
from workflow.replies.drafting import save_draft, submit_reply
from workflow.replies.rating import rate
from workflow.replies.revisions import ReplyWords
from workflow.replies.validating import approve, approve_with_edits, send_back

__all__ = [
    "Answered",
    "ReplyWords",
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
