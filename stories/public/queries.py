"""What the citizens' pages show, in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django_stubs_ext import WithAnnotations

from directory.models import Structure
from directory.perimeter import SINCE
from stories.models import ContactMode, Reply, Routing, Story, StoryText

PER_PAGE = 20
ON_HOME = 6
# Several may be of one story: with as many as there are places, an older one would come back when they are.
LAST_REPLIES = 10 * ON_HOME
# PostgreSQL's own bounds for what a cursor may name.
FURTHEST = datetime(9999, 12, 31, tzinfo=UTC)


class PublicFacts(TypedDict):
    """What public fragments draw of a story besides its fields: the kinds of its public texts, and its modes."""

    corrections: list[str]
    modes: list[str]


type PublicStory = WithAnnotations[Story, PublicFacts]


def as_public(stories: QuerySet[Story]) -> QuerySet[PublicStory]:
    """With all that public fragments draw, in two queries whatever the number."""
    texts = StoryText.objects.filter(story=OuterRef("pk"), public_at__isnull=False)
    modes = ContactMode.objects.filter(service__story=OuterRef("pk"))
    return stories.annotate(
        corrections=ArraySubquery(texts.order_by("pk").values("kind")),
        modes=ArraySubquery(modes.order_by("mode").values("mode").distinct()),
    ).prefetch_related(Prefetch("routings", public_routings()))


def public_routings() -> QuerySet[Routing]:
    """Routings with what the public reads of them, in one query; ``since``: when the service answers."""
    houses = Structure.objects.annotate(since=SINCE).filter(pk=OuterRef("structure"))
    return (
        Routing.objects.select_related("structure", "holder", "reply__answer_back", "successor__structure")
        .annotate(since=Subquery(houses.values("since")))
        .order_by("pk")
    )


def addressed_to(structure: int) -> Exists:
    """Whether a story is routed to this structure or to one below it."""
    routings = Routing.objects.exclude(state__in=[Routing.State.TRANSFERRED, Routing.State.CLOSED])
    return Exists(routings.filter(story=OuterRef("pk"), structure__path__contains=[structure]))


ANSWERED = Exists(Routing.objects.filter(story=OuterRef("pk"), state=Routing.State.ANSWERED))


def public_stories(ids: Iterable[int]) -> dict[int, PublicStory]:
    """These stories with all that public fragments draw; the drafts among them are left out."""
    told = Story.objects.exclude(state=Story.State.DRAFT)
    return {story.pk: story for story in as_public(told.filter(pk__in=list(ids)))}


def public_replies(ids: Iterable[int]) -> dict[int, Routing]:
    """These routings with their reply and their story's state."""
    routings = public_routings().select_related(
        "structure", "holder", "reply__answer_back", "successor__structure", "story"
    )
    return {routing.pk: routing for routing in routings.filter(pk__in=list(ids))}


def just_happened() -> list[PublicStory]:
    """The stories last published or replied to, the latest first."""
    newest = Story.objects.published().newest_first().values("pk")[:ON_HOME]
    replied = Reply.objects.order_by("-published_at").values("routing__story")[:LAST_REPLIES]
    last_reply = Reply.objects.filter(routing__story=OuterRef("pk")).order_by("-published_at")
    stories = (
        Story.objects.published()
        .filter(Q(pk__in=newest) | Q(pk__in=replied))
        .alias(last=Greatest("published_at", Subquery(last_reply.values("published_at")[:1])))
        .order_by("-last", "-pk")
    )
    return list(as_public(stories)[:ON_HOME])


def replies_to(story: Story) -> list[Reply]:
    """The published replies, the earliest first; needs the routings of ``as_public``."""
    replies = [reply for routing in story.routings.all() if (reply := reply_of(routing))]
    return sorted(replies, key=lambda reply: reply.published_at)


def reply_of(routing: Routing) -> Reply | None:
    """The reply under a routing, if it has one."""
    return getattr(routing, "reply", None)


def moves_of(story: Story) -> int:
    """A number that grows with every move of a story or of one of its routings."""
    return story.version + sum(routing.version for routing in story.routings.all())


@dataclass(frozen=True)
class Cursor:
    """A place in the list of published stories, newest first."""

    published_at: datetime
    pk: int

    def __str__(self) -> str:
        since_epoch = self.published_at - datetime.fromtimestamp(0, UTC)
        return f"{round(since_epoch.total_seconds() * 1_000_000)}-{self.pk}"

    @classmethod
    def after(cls, story: Story) -> "Cursor":
        """The place just below this published story."""
        assert story.published_at
        return cls(story.published_at, story.pk)

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """The cursor this text names, or None: a cursor is a link of ours, not something people type."""
        moment, _, pk = text.partition("-")
        if not (moment.isascii() and moment.isdigit() and pk.isascii() and pk.isdigit()):
            return None
        if len(moment) > 17 or len(pk) > 18:
            return None
        seconds, micro = divmod(int(moment), 1_000_000)
        at = datetime.fromtimestamp(min(seconds, int(FURTHEST.timestamp())), UTC)
        return cls(at.replace(microsecond=micro), int(pk))


@dataclass(frozen=True)
class StoryPage:
    """One page of the list and the cursor of the next, if there is one."""

    stories: list[PublicStory]
    following: Cursor | None


def page_of_stories(
    *,
    structure: int | None = None,
    feeling: str = "",
    answered: bool | None = None,
    after: Cursor | None = None,
) -> StoryPage:
    """Published stories, newest first, by keyset: as fast on the last page as on the first."""
    stories = Story.objects.published().newest_first()
    if structure:
        stories = stories.filter(addressed_to(structure))
    if feeling:
        stories = stories.filter(feeling=feeling)
    if answered is not None:
        stories = stories.filter(ANSWERED if answered else ~ANSWERED)
    if after:
        stories = stories.older_than(after.published_at, after.pk)
    found = list(as_public(stories)[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    more = len(found) > PER_PAGE
    return StoryPage(shown, Cursor.after(shown[-1]) if more else None)
