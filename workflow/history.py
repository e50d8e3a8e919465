"""What happened to a story or a routing, in words, from its events."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from stories.models import Routing, Story
from workflow.moves import author_of
from workflow.transitions import TRANSITIONS

SHOWN = 30
# Taking and giving back are how people work, not what happened to the story itself; who holds it now is
# said beside the history.
# A calibration is silent: the one whose decision was read again does not learn of it here.
MICRO = r"^(claim|release|expire)_|^opine$|_calibrate$"


@dataclass(frozen=True)
class Line:
    """One line of a history."""

    at: datetime
    what: str
    who: str
    remark: str


def history_of(item: Story | Routing, only: Collection[str] = ()) -> list[Line]:
    """The last SHOWN events (of these actions), oldest first, in one query. Never with the author's name."""
    author = author_of(item)
    events = item.events.exclude(action__regex=MICRO).select_related("actor", "remark").order_by("-pk")
    if only:
        events = events.filter(action__in=only)
    if isinstance(item, Story):
        events = events.filter(routing=None)
    return [
        Line(
            at=event.at,
            what=TRANSITIONS[event.action].past,
            who=event.actor.name if event.actor and event.actor_id != author else "",
            remark=event.remark.text if hasattr(event, "remark") else "",
        )
        for event in reversed(events[:SHOWN])
    ]
