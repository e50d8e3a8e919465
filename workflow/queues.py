"""What lies before whom: the stories to read, the routings to answer or to validate, with who holds them."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet, Subquery, prefetch_related_objects

from directory.models import User
from directory.perimeter import since
from directory.rights import Viewer
from stories.models import ContactMode, Report, Routing, Story, StoryService
from workflow import claims
from workflow.history import with_history
from workflow.models import Claim, Decision, InternalComment, PrivateCopy, ReplyDraft, Step
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


def load_stories(ids: Sequence[int]) -> dict[int, Story]:
    """For fragments: id → story with its services, and its claim, or its decisions once it left the queue."""
    stories = Story.objects.filter(pk__in=ids)
    return {story.pk: story for story in _with_what_rows_draw(stories, _services())}


def stories_to_read(ids: Sequence[int], person: User) -> dict[int, Story]:
    """id → what a row draws, and what a workbench needs: since when each service answers, and what happened.

    ``has_copies``: this person has private copies of it; ``was_asked``: its author was asked something.
    """
    services = _services().select_related("structure__network").annotate(since=since("structure__path"))
    copies = PrivateCopy.objects.filter(person=person, step=Step.MODERATE, item_id=OuterRef("pk"))
    asked = Decision.objects.filter(
        story=OuterRef("pk"), outcome__in=[Decision.Outcome.ASK, Decision.Outcome.REWRITE]
    )
    found = with_history(Story.objects.filter(pk__in=ids))
    found = found.annotate(has_copies=Exists(copies), was_asked=Exists(asked))
    return {story.pk: story for story in _with_what_rows_draw(found, services)}


def _services() -> QuerySet[StoryService]:
    modes = ContactMode.objects.filter(service=OuterRef("pk")).order_by("pk").values("mode")
    return StoryService.objects.select_related("structure").annotate(modes=ArraySubquery(modes))


def _with_what_rows_draw(found: QuerySet[Story], services: QuerySet[StoryService]) -> list[Story]:
    notes = InternalComment.objects.filter(story=OuterRef("pk")).order_by("-pk")
    reports = Report.objects.filter(story=OuterRef("pk"), closed_at=None).order_by().values("story")
    sent = found.exclude(state=Story.State.DRAFT).select_related("kept_for")
    # An opinion is wanted until somebody writes a note after the question.
    asked = sent.annotate(
        opinion_wanted=Subquery(notes.values("asks")[:1]),
        reported=Subquery(reports.annotate(number=Count("pk")).values("number")),
        held=claims.as_json(Step.MODERATE),
    )
    stories: list[Story] = list(asked.prefetch_related(Prefetch("services", services)))
    left = [story for story in stories if story.state != Story.State.SUBMITTED]
    decisions = Decision.objects.select_related("by").order_by("-pk")
    prefetch_related_objects(left, Prefetch("decisions", decisions))
    for story in stories:
        story.claim = claims.revived(Step.MODERATE, story.pk, story.held)  # type: ignore[attr-defined]
    return stories


def load_routings(ids: Sequence[int]) -> dict[int, Routing]:
    """For fragments: id → routing with claim and last verdict."""
    return {routing.pk: routing for routing in drawn(Routing.objects.filter(pk__in=ids))}


def saves(routing: Routing) -> int:
    draft: ReplyDraft | None = getattr(routing, "draft", None)
    return draft.saves if draft else 0
