"""What happened to a story or a routing, in words, from its events."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import JSONObject

from stories.models import Routing, Story
from workflow.models import Event
from workflow.spine.late import author_of
from workflow.spine.transitions import TRANSITIONS

SHOWN = 30
# Taking and giving back are how people work, not what happened to the story itself; who holds it now is
# said beside the history.
# A calibration is silent: the one whose decision was read again does not learn of it here.
# Notes stand beside the history.
MICRO = r"^(claim|release|expire)_|^(opine|note)$|_calibrate$"

# The same as a column of stories_story, newest first.
HAPPENED = f"""
(SELECT coalesce(jsonb_agg(line), '[]') FROM (
    SELECT jsonb_build_object(
        'at', event.at, 'action', action, 'actor', actor_id, 'name', actor.name, 'remark', remark.text) AS line
    FROM workflow_event event
    LEFT JOIN directory_user actor ON actor.id = actor_id
    LEFT JOIN workflow_remark remark ON remark.event_id = event.id
    WHERE event.story_id = stories_story.id AND routing_id IS NULL AND action !~ '{MICRO}'
    ORDER BY event.id DESC LIMIT {SHOWN}) AS lines)
"""


@dataclass(frozen=True)
class Line:
    """One line of a history."""

    at: datetime
    what: str
    who: str
    remark: str


def history_of(item: Story | Routing, only: Collection[str] = ()) -> list[Line]:
    """The last SHOWN events (of these actions), oldest first. Never with the author's name.

    One query, or none for a story that brings HAPPENED as ``happened``.
    """
    happened = getattr(item, "happened", None)
    if happened is None or only:
        events = item.events.filter(routing=None) if isinstance(item, Story) else item.events.all()
        happened = list(_told(events, only)[:SHOWN])
    author = author_of(item)
    return [
        Line(
            at=datetime.fromisoformat(line["at"]),
            what=TRANSITIONS[line["action"]].past,
            who=line["name"] or "" if line["actor"] != author else "",
            remark=line["remark"] or "",
        )
        for line in reversed(happened)
    ]


def _told(events: QuerySet[Event], only: Collection[str] = ()) -> QuerySet[Event, Any]:
    line = JSONObject(at="at", action="action", actor="actor", name="actor__name", remark="remark__text")
    shown = events.exclude(action__regex=MICRO).order_by("-pk")
    return (shown.filter(action__in=only) if only else shown).values_list(line, flat=True)
