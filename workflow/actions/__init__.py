"""Every verb that changes a state. Nothing else does."""

from workflow.actions.claims import claim, expire_leases, release, take_over
from workflow.actions.next import claim_next
from workflow.actions.replies import (
    Words,
    approve,
    approve_with_edits,
    rate,
    save_draft,
    send_back,
    submit_reply,
)
from workflow.actions.stories import correct, publish, reject, submit, unpublish, withdraw

__all__ = [
    "Words",
    "approve",
    "approve_with_edits",
    "claim",
    "claim_next",
    "correct",
    "expire_leases",
    "publish",
    "rate",
    "reject",
    "release",
    "save_draft",
    "send_back",
    "submit",
    "submit_reply",
    "take_over",
    "unpublish",
    "withdraw",
]
