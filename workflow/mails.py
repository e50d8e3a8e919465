"""What each room tells people, by mail or in the app: read when Django starts, in every process."""

from workflow.after_publication import mails as after_publication
from workflow.answers_back import mails as answers_back
from workflow.author import mails as author
from workflow.claims import mails as claims
from workflow.consent import mails as consent
from workflow.context import mails as context
from workflow.decisions import mails as decisions
from workflow.moderation import mails as moderation
from workflow.replies import mails as replies

__all__ = [
    "after_publication",
    "answers_back",
    "author",
    "claims",
    "consent",
    "context",
    "decisions",
    "moderation",
    "replies",
]
