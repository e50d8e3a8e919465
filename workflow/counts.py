"""The figures beside each queue's name, from the very facts that fill the queues.

One load serves every viewer: each one's figures are computed from it without a query, and people with the
same figures share one drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count

from directory.rights import Viewer
from stories.models import Routing, Story

WORK = [Routing.State.TO_ANSWER, Routing.State.DRAFTING, Routing.State.TO_VALIDATE]


@dataclass(frozen=True)
class PendingStory:
    author: int
    networks: frozenset[int]
    ancestors: frozenset[int]


@dataclass(frozen=True)
class ModerationCounts:
    """What waits for moderators, whoever looks."""

    pending: tuple[PendingStory, ...]
    pk: str = "moderation"

    def for_viewer(self, viewer: Viewer) -> int:
        """How long ``queues.to_read(viewer)`` is."""
        houses = frozenset(viewer.structures)
        return sum(
            story.author != viewer.user_id
            and (viewer.networks is None or not viewer.networks.isdisjoint(story.networks))
            and houses.isdisjoint(story.ancestors)
            for story in self.pending
        )


@dataclass(frozen=True)
class OwnQueue:
    """The same for one viewer alone, whose page knows the length already."""

    length: int
    pk: str = "moderation"

    def for_viewer(self, _: Viewer) -> int:
        return self.length


def load_moderation(_: Sequence[int] = ()) -> dict[str, ModerationCounts]:
    rows = (
        Story.objects.filter(state=Story.State.SUBMITTED, reading=Story.Reading.FIRST)
        .annotate(
            networks=ArrayAgg("services__structure__network", default=[], distinct=True),
        )
        .values_list("pk", "author_id", "networks")
    )
    ancestors: dict[int, set[int]] = {}
    for story, path in Story.objects.filter(
        state=Story.State.SUBMITTED, reading=Story.Reading.FIRST
    ).values_list("pk", "services__structure__path"):
        ancestors.setdefault(story, set()).update(path or ())
    pending = tuple(
        PendingStory(author, frozenset(filter(None, networks)), frozenset(ancestors.get(pk, ())))
        for pk, author, networks in rows
    )
    return {"moderation": ModerationCounts(pending)}


@dataclass(frozen=True)
class InboxCounts:
    """What waits in each structure, by state."""

    waiting: tuple[tuple[tuple[int, ...], str, int], ...]
    pk: str = "inbox"

    def for_viewer(self, viewer: Viewer) -> tuple[int, int]:
        """How long ``queues.to_answer`` and ``queues.to_validate`` are for this viewer."""
        to_answer = to_validate = 0
        for path, state, count in self.waiting:
            rights = viewer.rights_in(path)
            if state == Routing.State.TO_VALIDATE:
                to_validate += count if "approve" in rights else 0
            elif "see" in rights:
                to_answer += count
        return to_answer, to_validate


def load_inbox(_: Sequence[int] = ()) -> dict[str, InboxCounts]:
    rows = (
        Routing.objects.filter(state__in=WORK)
        .values_list("structure__path", "state")
        .annotate(count=Count("pk"))
        .order_by("structure", "state")
    )
    return {"inbox": InboxCounts(tuple((tuple(path), state, n) for path, state, n in rows))}
