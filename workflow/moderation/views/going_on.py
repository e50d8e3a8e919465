"""What comes after a decision, or after a story left to a colleague: the same for both."""

from directory.requests import SignedIn
from workflow.moderation.next import next_url
from workflow.queues.queue import SECOND, TO_READ, Queue


def worked_through(request: SignedIn) -> Queue:
    """The queue that this person works through: first readings, or a senior's second ones."""
    return SECOND if request.POST.get("file") == SECOND.slug else TO_READ


def next_url_of(request: SignedIn) -> str | None:
    """The workbench of the next story of that queue, claimed; None when nothing is left."""
    return next_url(by=request.user, key=request.POST.get("key"), queue=worked_through(request))
