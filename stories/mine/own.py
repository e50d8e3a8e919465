"""An author's own stories: how far each has come, what was decided, what was changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import JSONObject
from django_stubs_ext import WithAnnotations

from directory.models import User
from stories.mine.said import Said, said_of
from stories.models import Story, StoryText
from stories.public.queries import public_routings, replies_to
from stories.texts.difference import Piece, difference

AT_MOST = 100  # more than anybody tells


class Words(NamedTuple):
    """One version of a story's words."""

    kind: str
    title: str
    text: str
    reason: str
    public_at: str | None


class OwnFacts(TypedDict):
    """What an author reads of a story besides its fields: ``Words`` of all its texts, in their order."""

    words: list[dict[str, str]]


type StoryWithWords = WithAnnotations[Story, OwnFacts]


@dataclass(frozen=True)
class Milestone:
    """One stop on a story's way, and when it was reached (None: not yet)."""

    name: str
    at: datetime | None


@dataclass(frozen=True)
class OwnStory:
    """A story as its author knows it, with every version of its ``words`` and all that was ``said``, oldest first."""

    story: Story
    words: Sequence[Words]
    said: Sequence[Said]

    @property
    def pk(self) -> int:
        return self.story.pk

    @property
    def last_said(self) -> Said | None:
        """The moderators' last word."""
        told = [one for one in self.said if one.told and not one.undone]
        return told[-1] if told else None

    @property
    def word_with_publication(self) -> str:
        """What the moderator who published it wrote; what was decided since is another matter."""
        by_which = [one for one in self.said if one.publishes and not one.undone]
        return by_which[-1].message if by_which else ""

    @property
    def corrections(self) -> list[Piece]:
        """What moderation changed in the text, word by word; empty when nothing was."""
        shown = [one for one in self.words if one.kind not in StoryText.OWN_WORDS and one.public_at]
        originals = [one for one in self.words if one.kind in StoryText.OWN_WORDS]
        if not shown or not originals:
            return []
        return difference(*(f"{one.title}\n\n{one.text}" for one in (originals[-1], shown[-1])))

    @property
    def reasons(self) -> list[str]:
        """Why moderation changed it, as the author was told."""
        return [one.reason for one in self.words if one.reason and one.public_at]

    @property
    def milestones(self) -> list[Milestone]:
        """« reçue → lue par un modérateur → publiée → transmise → répondue », as far as it makes sense."""
        return milestones(self.story)


def own_stories() -> QuerySet[StoryWithWords]:
    """With every version of their words and the replies they got, in two queries whatever the number."""
    texts = StoryText.objects.filter(story=OuterRef("pk")).order_by("pk")
    words = texts.values(words=JSONObject(**{name: name for name in Words._fields}))
    return Story.objects.annotate(words=ArraySubquery(words)).prefetch_related(
        Prefetch("routings", public_routings())
    )


def stories_of_authors(ids: Iterable[int]) -> dict[int, OwnStory]:
    """Stories by id, for the live pages of their authors."""
    sent = own_stories().exclude(state=Story.State.DRAFT)
    return {own.pk: own for own in _as_known(list(sent.filter(pk__in=list(ids))))}


@dataclass(frozen=True)
class Told:
    """What an author has sent, what waits for them first, and what they have begun; how many are left out."""

    stories: list[OwnStory]
    drafts: list[StoryWithWords]
    others: int


def told_by(author: User, begun_here: Iterable[int]) -> Told:
    """This author's stories and drafts, this browser's drafts included; a draft without a word is none."""
    theirs = Q(author=author) | Q(author=None, state=Story.State.DRAFT, pk__in=list(begun_here))
    told = own_stories().filter(theirs).exclude(state=Story.State.DRAFT, title="", text="")
    shown = list(told.order_by("-pk")[: AT_MOST + 1])
    others = told.count() - AT_MOST if len(shown) > AT_MOST else 0
    shown = shown[:AT_MOST]
    drafts = [story for story in shown if story.state == Story.State.DRAFT]
    sent = _as_known([story for story in shown if story not in drafts])
    return Told(sorted(sent, key=lambda own: own.story.state != Story.State.AWAITING_AUTHOR), drafts, others)


def _as_known(stories: Sequence[StoryWithWords]) -> list[OwnStory]:
    """As their author knows them: a decision that can still be undone has not been taken."""
    said = said_of([story.pk for story in stories])
    return [_own(story, said.get(story.pk, ())) for story in stories]


def _own(story: StoryWithWords, said: Sequence[Said]) -> OwnStory:
    words = [Words(**one) for one in story.words]
    if not story.in_effect:
        theirs = [one for one in words if one.kind != StoryText.Kind.CORRECTED][-1]
        story.title, story.text = theirs.title, theirs.text
        known = [one.at for one in said if one.told and not one.undone]
        story.state, story.decided_at = Story.State.SUBMITTED, known[-2] if len(known) > 1 else None
    return OwnStory(story, words, said)


def milestones(story: Story) -> list[Milestone]:
    """« reçue → lue par un modérateur → publiée → transmise → répondue », as far as it makes sense."""
    way = [
        Milestone("Reçue", story.submitted_at),
        Milestone("Lue par un modérateur", story.decided_at),
    ]
    if story.state in {Story.State.REJECTED, Story.State.WITHDRAWN, Story.State.UNPUBLISHED}:
        return [stop for stop in way if stop.at]
    way.append(Milestone("Publiée", story.published_at))
    routings = [r for r in story.routings.all() if r.state not in {"transferred", "closed"}]
    names = ", ".join(str(routing.structure) for routing in routings)
    first = min((routing.routed_at for routing in routings), default=None)
    replies = replies_to(story)
    return [
        *way,
        Milestone(f"Transmise à {names}" if names else "Transmise au service concerné", first),
        Milestone(_answered(len(replies), len(routings)), replies[0].published_at if replies else None),
    ]


def _answered(replies: int, services: int) -> str:
    return "Répondue" if services < 2 else f"Répondue ({replies} réponse{'s'[: replies > 1]} sur {services})"
