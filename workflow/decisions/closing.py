"""Closing with a story what hangs on it, its routings and reports; and reopening what was closed."""

from stories.models import Routing, Story
from workflow.models import Claim, Step
from workflow.spine.instant import now
from workflow.spine.moves import by_clock
from workflow.spine.reply_way import CLOSE, REOPEN


def close_routings(story: Story) -> None:
    """With the story: drafts are kept privately, replies are hidden with it."""
    # Locked before their states are read: a reply approved meanwhile is closed like the others.
    for routing in story.routings.select_for_update(no_key=True).order_by("pk"):
        if routing.state in CLOSE.sources:
            by_clock(CLOSE, routing.pk, _stamp_closed)


def _stamp_closed(routing: Routing) -> None:
    routing.closed_at = now()


def reopen_routings(story: Story) -> None:
    """Where each was: replied to, submitted, begun, or not begun."""
    for routing in story.routings.select_for_update(no_key=True).order_by("pk"):
        if routing.state in REOPEN.sources:
            by_clock(REOPEN, routing.pk, _as_before)


def _as_before(routing: Routing) -> None:
    routing.closed_at = None
    left = routing.events.filter(to_state=Routing.State.CLOSED).order_by("-pk").values_list("from_state")
    routing.state = left[0][0]


def close_reports(story: Story) -> None:
    """Nothing is left to decide on them: whoever held them has free hands again."""
    story.reports.filter(closed_at=None).update(closed_at=now())
    Claim.objects.filter(step=Step.REPORT, item_id=story.pk).delete()
