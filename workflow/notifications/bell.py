"""A person's bell: what they have not read yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Window
from django.db.models.functions import RowNumber

from live.fragments import Mark
from workflow.models import Notification

SHOWN = 8
# Every page of somebody signed in asks this: written out, it costs a third of the same queryset.
COUNTS = """
SELECT person_id, count(*), count(read_at) FROM workflow_notification WHERE person_id = ANY(%s) GROUP BY person_id
"""


@dataclass(frozen=True)
class Bell:
    """The unread notifications of one person, newest first; ``pk`` is the person's."""

    pk: int
    unread: int
    newest: tuple[Notification, ...]
    version: int

    @property
    def last(self) -> int:
        return self.newest[0].pk if self.newest else 0


def load(people: Sequence[int]) -> dict[int, Bell]:
    """The bells of these people, in two queries, or in one when nothing is unread.

    Versions grow: every row counts once, and once more when read.
    """
    wanted = [pk for pk in people if pk]
    counts = _counts(wanted)
    newest = _newest_unread([person for person, (total, read) in counts.items() if total > read])
    bells = {}
    for pk in wanted:
        total, read = counts.get(pk, (0, 0))
        bells[pk] = Bell(pk, total - read, tuple(newest.get(pk, ())), total + read)
    return bells


def mark(person: int) -> Mark:
    """The version of one person's bell, in one query."""
    return Mark(person, sum(_counts([person]).get(person, (0, 0))))


def _counts(people: list[int]) -> dict[int, tuple[int, int]]:
    """Person → (all their notifications, those they read)."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [people])
        return {person: (total, read) for person, total, read in cursor.fetchall()}


def _newest_unread(people: list[int]) -> dict[int, list[Notification]]:
    if not people:
        return {}
    newest: dict[int, list[Notification]] = {}
    rank = Window(RowNumber(), partition_by="person", order_by="-pk")
    unread = (
        Notification.objects.filter(person__in=people, read_at=None)
        .annotate(rank=rank)
        .filter(rank__lte=SHOWN)
        .select_related("story", "routing__structure")
        .order_by("-pk")
    )
    for notification in unread:
        newest.setdefault(notification.person_id, []).append(notification)
    return newest
