"""What happened to a story or a routing, in words, from its events."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from stories.models import Routing, Story
from workflow.spine.refusals import author_of
from workflow.spine.transitions import TRANSITIONS

SHOWN = 30
# Taking and giving back are how people work, not what happened to the story itself; who holds it now is
# said beside the history.
# A calibration is silent: the one whose decision was read again does not learn of it here.
# Notes stand beside the history.
MICRO = r"^(claim|release|expire)_|^(opine|note)$|_calibrate$"

# Newest first; ``which`` events it is about.
LINES = f"""
(SELECT coalesce(jsonb_agg(line), '[]') FROM (
    SELECT jsonb_build_object(
        'at', event.at, 'action', action, 'actor', actor_id, 'name', actor.name, 'remark', remark.text) AS line
    FROM workflow_event event
    LEFT JOIN directory_user actor ON actor.id = actor_id
    LEFT JOIN workflow_remark remark ON remark.event_id = event.id
    WHERE {{which}} AND action !~ '{MICRO}'
    ORDER BY event.id DESC LIMIT {SHOWN}) AS lines)
"""
# As a column of stories_story.
HAPPENED = LINES.format(which="event.story_id = stories_story.id AND routing_id IS NULL")
OF_STORY = "event.story_id = %(item)s AND routing_id IS NULL"
OF_ROUTING = "routing_id = %(item)s"


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
        happened = _read(item, only)
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


def _read(item: Story | Routing, only: Collection[str]) -> list[dict[str, Any]]:
    which = OF_STORY if isinstance(item, Story) else OF_ROUTING
    if only:
        which += " AND action = ANY(%(only)s)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {LINES.format(which=which)}", {"item": item.pk, "only": list(only)})
        lines: list[dict[str, Any]] = json.loads(cursor.fetchone()[0])
    return lines
