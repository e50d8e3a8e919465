"""What happens to a story on its way: claims, decisions, consent, replies, and the record of every move."""

from workflow.models.claims import Claim, KeyedRequest, Step
from workflow.models.consent import Proposal, ProposedChange, Question
from workflow.models.decisions import Decision, Guide, MessageTemplate, RejectionReason
from workflow.models.events import Event, Remark
from workflow.models.notices import Mail, Notification
from workflow.models.reading import Calibration, Pass, QueueView
from workflow.models.replies import (
    AnswerVerdict,
    DraftRevision,
    InternalComment,
    PrivateCopy,
    ReplyDraft,
    Transfer,
    Verdict,
)

__all__ = [
    "AnswerVerdict",
    "Calibration",
    "Claim",
    "Decision",
    "DraftRevision",
    "Event",
    "Guide",
    "InternalComment",
    "KeyedRequest",
    "Mail",
    "MessageTemplate",
    "Notification",
    "Pass",
    "PrivateCopy",
    "Proposal",
    "ProposedChange",
    "Question",
    "QueueView",
    "RejectionReason",
    "Remark",
    "ReplyDraft",
    "Step",
    "Transfer",
    "Verdict",
]
