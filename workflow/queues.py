"""What lies before whom: the stories to read, the routings to answer or to validate, with who holds them."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet

from directory.rights import Viewer
from stories.models import Routing, Story
from workflow.models import Claim, ReplyDraft, Step
from workflow.reply_rows import drawn
from workflow.rights import routings_visible_to

TO_ANSWER = [Routing.State.TO_ANSWER, Routing.State.DRAFTING]


class Mark(NamedTuple):
    """Which item, and as of which version: what tells whether its row was drawn already."""

    pk: int
    version: int


def to_answer(viewer: Viewer) -> QuerySet[Routing]:
    """Routings whose reply is still to be written, oldest first."""
    return routings_visible_to(viewer).filter(state__in=TO_ANSWER).order_by("routed_at", "pk")


def to_validate(viewer: Viewer) -> QuerySet[Routing]:
    """Submitted replies this viewer may judge, oldest first."""
    return (
        routings_visible_to(viewer, "approve")
        .filter(state=Routing.State.TO_VALIDATE)
        .order_by("submitted_at", "pk")
    )


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


def load_routings(ids: Sequence[int]) -> dict[int, Routing]:
    """For fragments: id → routing with claim and last verdict."""
    return {routing.pk: routing for routing in drawn(Routing.objects.filter(pk__in=ids))}


def saves(routing: Routing) -> int:
    draft: ReplyDraft | None = getattr(routing, "draft", None)
    return draft.saves if draft else 0
