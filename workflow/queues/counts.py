"""The figures beside each queue's name, from the very facts that fill the queues.

One load serves every viewer: each one's figures are computed from it without a query, and people with the
same figures share one drawing.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from directory.models import Structure
from directory.rights import Viewer
from workflow.guidance.told import NEWEST_STAMP
from workflow.queues.queue import QUEUES, lately
from workflow.spine.instant import now
from workflow.spine.leases import LEASES, Leases
from workflow.spine.scope import answers_in_sql, to_moderate_in_sql
from workflow.spine.story_way import OPINE

ANSWERS_BACK = "answers"
# An author's answer to a reply is about the house that replied, not about all that their story tells of.
ANSWERS = """
FROM stories_answerback back JOIN stories_reply reply ON reply.id = back.reply_id
JOIN stories_routing routing ON routing.id = reply.routing_id AND routing.state = 'answered'
JOIN stories_story story ON story.id = routing.story_id
JOIN directory_structure house ON house.id = routing.structure_id
WHERE back.state = 'submitted'"""
CALIBRATION = "calibration"
# The same as silent_readings.waiting_for, before what is in scope.
SECOND_READINGS = """
FROM workflow_calibration calibration JOIN workflow_decision decision ON decision.id = calibration.decision_id
JOIN stories_story ON stories_story.id = calibration.story_id
WHERE calibration.read_at IS NULL AND state = ANY(%(calibrated)s) AND decision.by_id IS DISTINCT FROM %(viewer)s"""
KEPT = "(SELECT filters FROM workflow_queueview WHERE person_id = %(viewer)s AND queue = %(queue)s)"
NETWORKS = "(SELECT jsonb_agg(jsonb_build_array(id, name) ORDER BY name) FROM directory_network)"
# (queue, author, houses, blind reader) of every item that waits; houses empty: those its story tells of.
WAITING = {
    name: f"SELECT '{name}' AS queue, id, author_id, NULL::bigint AS house, {queue.reader} AS reader"
    f" FROM stories_story WHERE {queue.where}"
    for name, queue in QUEUES.items()
} | {
    ANSWERS_BACK: f"SELECT '{ANSWERS_BACK}' AS queue, story.id, author_id, routing.structure_id AS house,"
    f" NULL::bigint AS reader {ANSWERS}"
}
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

    def is_for(self, viewer: Viewer) -> bool:
        return (
            viewer.user_id not in {self.author, self.reader}
            and (viewer.networks is None or not self.networks.isdisjoint(viewer.networks))
            and self.ancestors.isdisjoint(viewer.structures)
        )


@dataclass(frozen=True)
class QueueCount:
    """What waits in one of the moderators' queues, whoever looks; ``pk`` is the queue's name."""

    pk: str
    groups: tuple[Group, ...]

    def for_viewer(self, viewer: Viewer) -> int:
        """How long the queue is for this viewer."""
        return sum(group.count for group in self.groups if group.is_for(viewer))


@dataclass(frozen=True)
class OwnCount:
    """The same for one viewer alone, whose page need not know the rest."""

    pk: str
    length: int

    def for_viewer(self, _: Viewer) -> int:
        return self.length


def load_moderation(_: Sequence[str] = ()) -> dict[str, QueueCount]:
    """The figures of every queue of stories, in two queries."""
    return _counted(*QUEUES)


def load_answers(_: Sequence[str] = ()) -> dict[str, QueueCount]:
    """The figure of the authors' answers to replies."""
    return _counted(ANSWERS_BACK)


def _counted(*names: str) -> dict[str, QueueCount]:
    with connection.cursor() as cursor:
        waiting = " UNION ALL ".join(WAITING[name] for name in names)
        cursor.execute(GROUPS.format(waiting=waiting), {"lately": lately(), "now": now()})
        groups = cursor.fetchall()
    houses = {house for _, _, told, _, _ in groups for house in told}
    facts = {
        pk: (network, path)
        for pk, network, path in Structure.objects.filter(pk__in=houses).values_list("pk", "network", "path")
    }
    found: dict[str, list[Group]] = {name: [] for name in names}
    for queue, author, told, reader, count in groups:
        about = [facts[house] for house in told if house in facts]
        networks = frozenset(network for network, _ in about)
        ancestors = frozenset(pk for _, path in about for pk in path)
        found[queue].append(Group(author, networks, ancestors, reader, count))
    return {name: QueueCount(name, tuple(some)) for name, some in found.items()}


@dataclass(frozen=True)
class OwnDesk:
    """What one viewer's desk starts from: every queue's length, how they look at one, the networks to choose,
    the stamp of the messages to authors in use, and until when stories are held."""

    counts: dict[str, OwnCount]
    kept: dict[str, Any]
    networks: dict[int, str]
    texts: int
    leases: Leases


def own_desk(viewer: Viewer, queue: str) -> OwnDesk:
    """All of it in one query."""
    *lengths, kept, networks, texts, leases = _own(viewer, queue, KEPT, NETWORKS, NEWEST_STAMP, LEASES)
    return OwnDesk(
        _named(lengths),
        json.loads(kept or "{}"),
        dict(json.loads(networks or "[]")),
        texts or 0,
        Leases(leases),
    )


def own_counts(viewer: Viewer) -> dict[str, OwnCount]:
    """How long each queue of moderators is for this viewer, second readings included, in one query."""
    return _named(_own(viewer))


def _own(viewer: Viewer, queue: str = "", *more: str) -> Sequence[Any]:
    scope, parameters = to_moderate_in_sql(viewer)
    lengths = [
        f"(SELECT count(*) FROM stories_story WHERE {q.in_sight} AND {scope})" for q in QUEUES.values()
    ]
    answers, theirs = answers_in_sql(viewer)
    lengths.append(f"(SELECT count(*) {ANSWERS} AND {answers})")
    lengths.append(f"(SELECT count(*) {SECOND_READINGS} AND {scope})")
    given = {
        **parameters,
        **theirs,
        "lately": lately(),
        "now": now(),
        "queue": queue,
        "calibrated": [str(state) for state in OPINE.sources],
    }
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([*lengths, *more])}", given)
        found: Sequence[Any] = cursor.fetchone()
        return found


def _named(lengths: Sequence[int]) -> dict[str, OwnCount]:
    names = [*QUEUES, ANSWERS_BACK, CALIBRATION]
    return {name: OwnCount(name, length) for name, length in zip(names, lengths, strict=True)}
