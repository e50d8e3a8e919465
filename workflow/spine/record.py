"""What every move leaves behind, in one statement: its Event, its key, its announcement, nothing it outlived."""

import json
from collections.abc import Collection
from typing import Any

from django.db import connection

from directory.models import User
from live import log
from stories.models import Routing, Story
from workflow.models import Event
from workflow.spine.topics import changes_of

# What answers a repeated key, of the expressions that say it.
OUTCOME = (
    "jsonb_build_object('item_id', {item}::bigint, 'version', {version}::int, 'state', {state}::text,"
    " 'detail', {detail}::jsonb)"
)
KEYED = "INSERT INTO workflow_keyedrequest (person_id, verb, item_id, key, outcome)"
LOGGED = (
    "INSERT INTO workflow_event (at, effective_at, action, actor_id, story_id, routing_id,"
    " from_state, to_state, version, detail)"
)
# One round trip instead of four, under the item's lock: a desk decides all day.
RECORD = f"""
WITH freed AS (
    DELETE FROM workflow_claim WHERE step = ANY(%(closed)s::text[]) AND item_id = %(item)s
), said AS (
    -- What was typed for it went with it.
    DELETE FROM workflow_privatecopy WHERE step = ANY(%(closed)s::text[]) AND item_id = %(item)s
    AND person_id = %(by)s::bigint AND fields IS NOT NULL
), read AS (
    -- Whoever acts on an item has read what they were told of its story.
    UPDATE workflow_notification SET read_at = %(at)s
    WHERE person_id = %(by)s::bigint AND story_id = %(story)s AND read_at IS NULL
    AND (routing_id IS NULL OR routing_id = %(routing)s::bigint)
    RETURNING person_id
), rung AS (
    {log.INSERTION}
    SELECT DISTINCT ARRAY['person:' || person_id], 'person', person_id FROM read
), keyed AS (
    {KEYED}
    SELECT %(by)s::bigint, %(action)s, %(item)s, %(key)s,
        {OUTCOME.format(item="%(item)s", version="%(version)s", state="%(to_state)s", detail="%(detail)s")}
    WHERE %(by)s::bigint IS NOT NULL
), announced AS ({{announced}})
{LOGGED}
VALUES (%(at)s, %(effective_at)s, %(action)s, %(by)s, %(story)s, %(routing)s, %(from_state)s, %(to_state)s,
    %(version)s, %(detail)s::jsonb)
RETURNING id
"""


def record(item: Story | Routing, event: Event, by: User | None, key: str, closed: Collection[str]) -> Event:
    """Save the event of this item's move, and all that goes with it; ``closed`` are the steps nobody holds any more.

    Raises IntegrityError when ``by`` made this very move with this key before.
    """
    announced, topics = log.insertion(changes_of(item))
    parameters: dict[str, Any] = {
        "item": item.pk,
        "closed": list(closed),
        "by": by.pk if by else None,
        "key": key,
        "at": event.at,
        "effective_at": event.effective_at,
        "action": event.action,
        "story": event.story_id,
        "routing": event.routing_id,
        "from_state": event.from_state,
        "to_state": event.to_state,
        "version": event.version,
        "detail": json.dumps(event.detail),
    }
    with connection.cursor() as cursor:
        cursor.execute(RECORD.format(announced=announced), parameters | topics)
        event.pk = cursor.fetchone()[0]
    event._state.adding = False
    log.ring_once_committed()
    return event
