"""A person's bell: what they have not read yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Window
from django.db.models.functions import RowNumber

from workflow.models import Notification

SHOWN = 8


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
    """The bells of these people, in two queries. Versions grow: every row counts once, and once more when read."""
    wanted = [pk for pk in people if pk]
    counts = {
        person: (total, read)
        for person, total, read in Notification.objects.filter(person__in=wanted)
        .values_list("person")
        .annotate(total=Count("pk"), read=Count("read_at"))
    }
    newest: dict[int, list[Notification]] = {}
    rank = Window(RowNumber(), partition_by="person", order_by="-pk")
    unread = (
        Notification.objects.filter(person__in=wanted, read_at=None)
        .annotate(rank=rank)
        .filter(rank__lte=SHOWN)
        .select_related("story", "routing__structure")
        .order_by("-pk")
    )
    for notification in unread:
        newest.setdefault(notification.person_id, []).append(notification)
    bells = {}
    for pk in wanted:
        total, read = counts.get(pk, (0, 0))
        bells[pk] = Bell(pk, total - read, tuple(newest.get(pk, ())), total + read)
    return bells
