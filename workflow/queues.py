"""What lies before whom: the stories to read, the routings to answer or to validate, with who holds them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, Prefetch, QuerySet

from directory.rights import Viewer
from stories.models import Routing, Story
from workflow.models import Claim, Decision, ReplyDraft, Step, Verdict
from workflow.rights import routings_visible_to, stories_to_moderate

SHOWN = 100


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


def for_desks(stories: QuerySet[Story]) -> QuerySet[Story]:
    """With all that a moderation row draws."""
    decisions = Decision.objects.select_related("by").order_by("-pk")
    return stories.prefetch_related(
        "services__structure", "services__contact_modes", Prefetch("decisions", decisions)
    )


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
    """For fragments: id → story with claim."""
    stories = for_desks(Story.objects.filter(pk__in=ids).exclude(state=Story.State.DRAFT))
    return {story.pk: story for story in with_claims(stories, Step.MODERATE)}


def load_routings(ids: Sequence[int]) -> dict[int, Routing]:
    """For fragments: id → routing with claim."""
    routings = for_inboxes(Routing.objects.filter(pk__in=ids))
    return {r.pk: r for r in with_verdicts(with_claims(routings, Step.DRAFT, Step.VALIDATE))}


def saves(routing: Routing) -> int:
    draft: ReplyDraft | None = getattr(routing, "draft", None)
    return draft.saves if draft else 0
