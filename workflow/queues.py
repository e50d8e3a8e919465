"""What lies before whom: the stories to read, the routings to answer or to validate, with who holds them."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import F, OuterRef, Prefetch, QuerySet, prefetch_related_objects

from directory.rights import Viewer
from stories.models import ContactMode, Routing, Story, StoryService
from workflow.models import Claim, Decision, ReplyDraft, Step, Verdict
from workflow.rights import routings_visible_to, stories_to_moderate, to_moderate_in_sql

SHOWN = 100
# Every look at the desk asks this: as a queryset, building it took ten times as long as answering it.
TO_READ = """
SELECT id, version FROM stories_story
WHERE state = 'submitted' AND reading = 'first' AND {scope}
ORDER BY submitted_at, id LIMIT %(shown)s
"""


class Mark(NamedTuple):
    """Which story, and as of which version: what tells whether its row was drawn already."""

    pk: int
    version: int


def to_read(viewer: Viewer) -> QuerySet[Story]:
    """First readings, oldest first."""
    return (
        stories_to_moderate(viewer)
        .filter(state=Story.State.SUBMITTED, reading=Story.Reading.FIRST)
        .order_by("submitted_at", "pk")
    )


def to_answer(viewer: Viewer) -> QuerySet[Routing]:
    """Routings whose reply is still to be written, oldest first."""
    return (
        routings_visible_to(viewer)
        .filter(state__in=[Routing.State.TO_ANSWER, Routing.State.DRAFTING])
        .order_by("routed_at", "pk")
    )


def to_validate(viewer: Viewer) -> QuerySet[Routing]:
    """Submitted replies this viewer may judge, oldest first."""
    return (
        routings_visible_to(viewer, "approve")
        .filter(state=Routing.State.TO_VALIDATE)
        .order_by("submitted_at", "pk")
    )


def marks_to_read(viewer: Viewer) -> list[Mark]:
    """``to_read`` as far as a page shows it, for drawings that exist already; one cheap query."""
    scope, parameters = to_moderate_in_sql(viewer)
    with connection.cursor() as cursor:
        cursor.execute(TO_READ.format(scope=scope), {**parameters, "shown": SHOWN})
        return [Mark(*row) for row in cursor.fetchall()]


def for_inboxes(routings: QuerySet[Routing]) -> QuerySet[Routing]:
    """With what a reply row draws, besides ``with_claims`` and ``with_verdicts``."""
    return routings.select_related("story", "structure", "draft__saved_by")


def with_verdicts(routings: list) -> list:
    """Each with ``verdict``: the last one spoken, or None (one query)."""
    verdicts = {
        verdict.routing_id: verdict
        for verdict in Verdict.objects.filter(revision__routing__in=routings)
        .annotate(routing_id=F("revision__routing"))
        .select_related("by")
        .order_by("routing_id", "-pk")
        .distinct("routing_id")
    }
    for routing in routings:
        routing.verdict = verdicts.get(routing.pk)
    return routings


def with_claims(items: Iterable[Story] | Iterable[Routing], *steps: Step) -> list:
    """The items as a list, each with ``claim``: its lease on the step it is at, or None (one query)."""
    found: list[Any] = list(items)
    leases = {
        (lease.step, lease.item_id): lease
        for lease in Claim.objects.filter(
            step__in=steps, item_id__in=[item.pk for item in found]
        ).select_related("holder")
    }
    for item in found:
        item.claim = next((leases[step, item.pk] for step in steps if (step, item.pk) in leases), None)
    return found


def lease_of(item: Story | Routing) -> Claim | None:
    """The lease that ``with_claims`` found for this item."""
    return getattr(item, "claim", None)


def load_stories(ids: Sequence[int]) -> dict[int, Story]:
    """For fragments: id → story with claim, services, and its decisions once it left the queue."""
    modes = ContactMode.objects.filter(service=OuterRef("pk")).order_by("pk").values("mode")
    services = StoryService.objects.select_related("structure").annotate(modes=ArraySubquery(modes))
    stories = list(
        Story.objects.filter(pk__in=ids)
        .exclude(state=Story.State.DRAFT)
        .prefetch_related(Prefetch("services", services))
    )
    left = [story for story in stories if story.state != Story.State.SUBMITTED]
    decisions = Decision.objects.select_related("by").order_by("-pk")
    prefetch_related_objects(left, Prefetch("decisions", decisions))
    return {story.pk: story for story in with_claims(stories, Step.MODERATE)}


def load_routings(ids: Sequence[int]) -> dict[int, Routing]:
    """For fragments: id → routing with claim."""
    routings = for_inboxes(Routing.objects.filter(pk__in=ids))
    return {r.pk: r for r in with_verdicts(with_claims(routings, Step.DRAFT, Step.VALIDATE))}


def saves(routing: Routing) -> int:
    draft: ReplyDraft | None = getattr(routing, "draft", None)
    return draft.saves if draft else 0
