"""The queues of stories before moderators: what fills each, in which order, one page at a time.

Every look at a desk asks this: as querysets, building it took ten times as long as answering it. The same
``where`` fills a list and its figure (``counts``), so that they cannot differ.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from directory.rights import Viewer
from stories.models import Story
from workflow.queues.filters import ALL, NEWEST, Filters
from workflow.spine.blind_reader import BLIND_READER
from workflow.spine.instant import now
from workflow.spine.scope import to_moderate_in_sql

SHOWN = 50
DECIDED_KEPT = timedelta(hours=48)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CURSOR = re.compile(r"([01])-(\d{1,16})-(\d{1,18})", re.ASCII)
DECIDED = [Story.State.PUBLISHED, Story.State.REJECTED, Story.State.UNPUBLISHED]


@dataclass(frozen=True)
class Queue:
    """One queue of stories: ``where`` it is in the database, ``age`` what it is ordered by.

    ``slug`` names it in addresses and is the ``data-list`` of its rows. ``reader`` is who must not see an item in
    it yet, in SQL.
    """

    name: str
    slug: str
    url_name: str
    title: str
    where: str
    age: str
    urgent_first: bool = False
    newest_first: bool = False
    reader: str = "NULL::bigint"

    @property
    def in_sight(self) -> str:
        """``where``, as one viewer sees it."""
        return f"{self.where} AND {self.reader} IS DISTINCT FROM %(viewer)s"


TO_READ = Queue(
    "to_read",
    "a-lire",
    "workflow:moderation",
    "À lire",
    "state = 'submitted' AND reading = 'first'",
    "submitted_at",
    urgent_first=True,
)
SECOND = Queue(
    "second",
    "secondes-lectures",
    "workflow:second",
    "Secondes lectures",
    "state = 'submitted' AND reading = 'second'",
    "submitted_at",
    urgent_first=True,
)
AWAITING = Queue(
    "awaiting",
    "attente",
    "workflow:awaiting",
    "En attente de l'auteur",
    "state = 'awaiting_author' AND awaiting_since IS NOT NULL",
    "awaiting_since",
)
REPORTED = Queue(
    "reports",
    "signalements",
    "workflow:reports",
    "Signalements",
    "state = 'published' AND stories_story.id IN"
    " (SELECT story_id FROM stories_report WHERE closed_at IS NULL)",
    "published_at",
)
DECIDED_LATELY = Queue(
    "decided",
    "decidees",
    "workflow:decided",
    "Décidées récemment",
    "state IN ('published', 'rejected', 'unpublished') AND decided_at > %(lately)s",
    "decided_at",
    newest_first=True,
    reader=BLIND_READER,
)
QUEUES = {queue.name: queue for queue in (TO_READ, SECOND, AWAITING, REPORTED, DECIDED_LATELY)}
# Those that the desk itself shows; reports have a desk of their own.
ON_DESK = {queue.slug: queue for queue in (TO_READ, SECOND, AWAITING, DECIDED_LATELY)}


class Placed(NamedTuple):
    """Which story, as of which version (what tells whether its row was drawn already), and where it stands."""

    pk: int
    version: int
    urgent: bool
    at: datetime

    @property
    def cursor(self) -> str:
        return f"{int(self.urgent)}-{(self.at - EPOCH) // timedelta(microseconds=1)}-{self.pk}"


@dataclass(frozen=True)
class Page:
    """Part of a queue; ``after`` leads to the next one, empty on the last. ``length``: of all that is left in."""

    marks: list[Placed]
    after: str
    length: int | None


def lately() -> datetime:
    """Since when what was decided counts as recent."""
    return now() - DECIDED_KEPT


def list_of(story: Story) -> str:
    """The queue a story is in now, as its row says; empty when it is in none."""
    if story.state == Story.State.SUBMITTED:
        return (TO_READ if story.reading == Story.Reading.FIRST else SECOND).slug
    if story.state == Story.State.AWAITING_AUTHOR and story.awaiting_since:
        return AWAITING.slug
    recent = story.state in DECIDED and story.decided_at and story.decided_at > lately()
    return DECIDED_LATELY.slug if recent else ""


def page_of(queue: Queue, viewer: Viewer, filters: Filters = ALL, after: str = "") -> Page:
    """Up to SHOWN stories of a queue that are this viewer's to read, behind the one named by ``after``.

    One query, that costs the same wherever in the queue it starts and however long the queue is; filters
    alone have to look at all that waits.
    """
    falling = queue.newest_first if not filters.order else filters.order == NEWEST
    where, parameters = _asked(queue, viewer, filters)
    behind, place = _behind(queue, after, falling)
    direction = "DESC" if falling else "ASC"
    order = f"{'urgent DESC, ' if queue.urgent_first else ''}{queue.age} {direction}, id {direction}"
    length = f"(SELECT count(*) FROM stories_story WHERE {where})" if filters.leaves_out else "0"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, version, urgent, {queue.age}, {length} FROM stories_story WHERE {where}{behind}"
            f" ORDER BY {order} LIMIT {SHOWN + 1}",
            parameters | place,
        )
        rows = cursor.fetchall()
    marks = [Placed(*row[:4]) for row in rows[:SHOWN]]
    left = (rows[0][4] if rows else 0) if filters.leaves_out else None
    return Page(marks, marks[-1].cursor if len(rows) > SHOWN else "", left)


def _asked(queue: Queue, viewer: Viewer, filters: Filters) -> tuple[str, dict[str, Any]]:
    scope, parameters = to_moderate_in_sql(viewer)
    more, theirs = filters.in_sql(queue.age)
    return " AND ".join([queue.in_sight, scope, *more]), {
        **parameters,
        **theirs,
        "lately": lately(),
        "now": now(),
    }


def _behind(queue: Queue, after: str, falling: bool) -> tuple[str, dict[str, Any]]:
    """The rows behind a cursor as one range of the index that orders them; nothing for none of ours."""
    found = CURSOR.fullmatch(after)
    if not found:
        return "", {}
    urgent, at, pk = map(int, found.groups())
    further = f"({queue.age}, id) {'<' if falling else '>'} (%(after_at)s, %(after_pk)s)"
    if queue.urgent_first:
        further = f"(NOT urgent OR {further})" if urgent else f"NOT urgent AND {further}"
    return f" AND {further}", {"after_at": EPOCH + timedelta(microseconds=at), "after_pk": pk}
