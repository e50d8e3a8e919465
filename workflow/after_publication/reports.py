"""Published texts that readers pointed at: which wait for a moderator, and what desks draw of them."""

from collections import Counter
from collections.abc import Sequence
from typing import TypedDict

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery
from django_stubs_ext import WithAnnotations

from directory.models import User
from directory.rights import Viewer
from live.fragments import Mark
from stories.models import Report, Story, StoryService
from workflow.models import Decision, InternalComment, PrivateCopy, Step
from workflow.spine.leases import with_claims
from workflow.spine.scope import stories_to_moderate

SHOWN = 100
# Beyond this many open ones, a text waits for a moderator whatever else is sent: no flood fills the desk.
OPEN_AT_MOST = 50


class ReportFacts(TypedDict):
    """What desks draw of a story that readers pointed at, in the order they came."""

    open_reports: list[Report]
    notes: list[InternalComment]


class BenchFacts(TypedDict):
    """What a workbench asks of its story, and of the person before it."""

    is_reported: bool
    has_copies: bool


type ReportedStory = WithAnnotations[Story, ReportFacts]
type PublishedStory = WithAnnotations[Story, BenchFacts]


def reported(viewer: Viewer) -> QuerySet[Story]:
    """The published stories with open reports, one item each, the longest waiting first."""
    waiting = Report.objects.filter(closed_at=None)
    first = waiting.filter(story=OuterRef("pk")).order_by("created_at").values("created_at")
    return (
        stories_to_moderate(viewer)
        .filter(state=Story.State.PUBLISHED, pk__in=waiting.values("story"))
        .alias(reported_at=Subquery(first[:1]))
        .order_by("reported_at", "pk")
    )


def marks_reported(viewer: Viewer) -> list[Mark]:
    """``reported`` as far as a page shows it."""
    return [Mark(*row) for row in reported(viewer).values_list("pk", "version")[:SHOWN]]


def load_reported(ids: Sequence[int]) -> dict[int, ReportedStory]:
    """For rows: id → story that was ever reported, with its claim and decisions."""
    return _drawn(_once_public(ids).filter(Exists(Report.objects.filter(story=OuterRef("pk")))))


def load_published(ids: Sequence[int]) -> dict[int, ReportedStory]:
    """For workbenches: the same of every story that was public once."""
    return _drawn(_once_public(ids))


def published_text(pk: int, person: User) -> PublishedStory | None:
    """The story of a workbench, with its claim, and whether ``person`` has copies."""
    copies = PrivateCopy.objects.filter(person=person, step=Step.REPORT, item_id=OuterRef("pk"))
    open_ones = Report.objects.filter(story=OuterRef("pk"), closed_at=None)
    found = _once_public([pk]).annotate(is_reported=Exists(open_ones), has_copies=Exists(copies))
    return next(iter(with_claims(found, Step.REPORT)), None)


def is_flooded(story_id: int) -> bool:
    """Whether readers have said enough: a moderator will look, whatever one more says."""
    return Report.objects.filter(story=story_id, closed_at=None).count() >= OPEN_AT_MOST


def _once_public(ids: Sequence[int]) -> QuerySet[Story]:
    services = StoryService.objects.select_related("structure")
    stories = Story.objects.filter(pk__in=[pk for pk in ids if 0 < pk < 2**63], published_at__isnull=False)
    return stories.prefetch_related(Prefetch("services", services))


def _drawn(stories: QuerySet[Story]) -> dict[int, ReportedStory]:
    open_ones = Report.objects.filter(closed_at=None).order_by("pk")
    notes = InternalComment.objects.filter(structure=None).select_related("by").order_by("pk")
    found = stories.prefetch_related(
        Prefetch("reports", open_ones, to_attr="open_reports"),
        Prefetch("internal_comments", notes, to_attr="notes"),
        Prefetch("decisions", Decision.objects.select_related("by").order_by("-pk")),
    )
    return {story.pk: story for story in with_claims(found, Step.REPORT)}


def reasons_given(story: ReportedStory) -> list[tuple[str, int]]:
    """Each reason of the open reports, and how often, the most frequent first."""
    return Counter(report.get_reason_display() for report in story.open_reports).most_common()


def opinion_wanted(story: ReportedStory) -> bool:
    """Whether the last note asks for an opinion on the reports that are open, not on something settled since."""
    reports, notes = story.open_reports, story.notes
    return bool(reports and notes and notes[-1].asks and notes[-1].at >= reports[0].created_at)
