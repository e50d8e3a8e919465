"""The figures beside each queue's name, from the very facts that fill the queues.

One load serves every viewer: each one's figures are computed from it without a query, and people with the
same figures share one drawing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from directory.models import Structure
from directory.rights import Viewer
from workflow.queues.queue import QUEUES, lately
from workflow.spine.instant import now
from workflow.spine.scope import scope_of, to_moderate_in_sql

Asked = tuple[str, dict[str, Any]]
# (queue, author, house, blind reader) of every item that waits; without a house: those its story tells of.
WAITING = {
    name: f"SELECT '{name}' AS queue, id, author_id, NULL::bigint AS house, {queue.reader} AS reader"
    f" FROM stories_story WHERE {queue.where}"
    for name, queue in QUEUES.items()
}
# What else waits for moderators, which other rooms declare: name → « FROM … WHERE … » of it for one viewer.
BESIDE_QUEUES: dict[str, Callable[[Viewer], Asked]] = {}


def register(name: str, waiting: Callable[[Viewer], Asked]) -> None:
    """Declare something whose number stands beside those of the queues, by what waits of it for one viewer."""
    if name in BESIDE_QUEUES:
        raise ValueError(f"Two figures are called {name}.")
    BESIDE_QUEUES[name] = waiting


# Only staff ever look: whose story it is matters for their own alone.
GROUPS = """
SELECT queue, author, houses, reader, count(*) FROM (
    SELECT queue, reader,
        (SELECT user_id FROM directory_platformrole WHERE user_id = author_id LIMIT 1) AS author,
        CASE WHEN house IS NULL THEN ARRAY(
            SELECT structure_id FROM stories_storyservice WHERE story_id = waiting.id ORDER BY structure_id)
        ELSE ARRAY[house] END AS houses
    FROM ({waiting}) AS waiting) AS housed
GROUP BY queue, author, houses, reader
"""


@dataclass(frozen=True)
class Group:
    """Items of one queue that the same moderators may see: told of the same houses, by the same author if staff,
    read again by the same ``reader`` who must not see them meanwhile."""

    author: int | None
    networks: frozenset[int]
    ancestors: frozenset[int]
    reader: int | None
    count: int


@dataclass(frozen=True)
class QueueCount:
    """What waits in one of the moderators' queues, whoever looks; ``pk`` is the queue's name."""

    pk: str
    groups: tuple[Group, ...]

    def for_viewer(self, viewer: Viewer) -> int:
        """How long the queue is for this viewer."""
        # Every push asks this of each viewer and each group: nothing is made twice.
        lets = scope_of(viewer).lets
        return sum(
            group.count
            for group in self.groups
            if group.reader != viewer.user_id and lets(group.author, group.networks, group.ancestors)
        )


@dataclass(frozen=True)
class OwnCount:
    """The same for one viewer alone, whose page need not know the rest."""

    pk: str
    length: int

    def for_viewer(self, _: Viewer) -> int:
        return self.length


def load_moderation(_: Sequence[str] = ()) -> dict[str, QueueCount]:
    """The figures of every queue of stories, in two queries."""
    return counted(WAITING)


def counted(waiting: Mapping[str, str]) -> dict[str, QueueCount]:
    """How much waits, whoever looks: name → rows like those of WAITING."""
    with connection.cursor() as cursor:
        together = " UNION ALL ".join(waiting.values())
        cursor.execute(GROUPS.format(waiting=together), {"lately": lately(), "now": now()})
        groups = cursor.fetchall()
    houses = {house for _, _, told, _, _ in groups for house in told}
    facts = {
        pk: (network, path)
        for pk, network, path in Structure.objects.filter(pk__in=houses).values_list("pk", "network", "path")
    }
    found: dict[str, list[Group]] = {name: [] for name in waiting}
    for queue, author, told, reader, count in groups:
        about = [facts[house] for house in told if house in facts]
        networks = frozenset(network for network, _ in about)
        ancestors = frozenset(pk for _, path in about for pk in path)
        found[queue].append(Group(author, networks, ancestors, reader, count))
    return {name: QueueCount(name, tuple(some)) for name, some in found.items()}


def own_counts(viewer: Viewer) -> dict[str, OwnCount]:
    """How long each queue of moderators is for this viewer, and what else waits, in one query."""
    return own_counts_and(viewer)[0]


def own_counts_and(viewer: Viewer, *more: str, **given: Any) -> tuple[dict[str, OwnCount], Sequence[Any]]:
    """The same, with what these expressions came to (their parameters ``given``), in the same query."""
    scope, parameters = to_moderate_in_sql(viewer)
    lengths = {
        name: f"(SELECT count(*) FROM stories_story WHERE {queue.in_sight} AND {scope})"
        for name, queue in QUEUES.items()
    }
    parameters |= {"viewer": viewer.user_id, "lately": lately(), "now": now(), **given}
    for name, waiting_for in BESIDE_QUEUES.items():
        waiting, theirs = waiting_for(viewer)
        lengths[name] = f"(SELECT count(*) {waiting})"
        parameters |= theirs
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([*lengths.values(), *more])}", parameters)
        found = cursor.fetchone()
    counts = {name: OwnCount(name, length) for name, length in zip(lengths, found, strict=False)}
    return counts, found[len(lengths) :]
