"""An author's own stories: how far each has come, what was decided, what was changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import JSONObject

from directory.models import User
from stories.models import Story, StoryText
from stories.public.queries import public_routings, replies_to
from stories.texts.difference import Piece, difference

AT_MOST = 100  # more than anybody tells
WORDS = ("kind", "title", "text", "reason", "public_at")


def own_stories() -> QuerySet[Story]:
    """With all that an author reads of a story, in three queries whatever the number."""
    texts = StoryText.objects.filter(story=OuterRef("pk")).order_by("pk")
    words = texts.values(words=JSONObject(**{name: name for name in WORDS}))
    return Story.objects.annotate(words=ArraySubquery(words)).prefetch_related(
        Prefetch("routings", public_routings()), "decisions"
    )


def stories_of_authors(ids: Iterable[int]) -> dict[int, Story]:
    """Stories by id, for the live pages of their authors."""
    sent = own_stories().exclude(state=Story.State.DRAFT)
    return {story.pk: as_told(story) for story in sent.filter(pk__in=list(ids))}


@dataclass(frozen=True)
class Told:
    """What an author has sent, what waits for them first, and what they have begun; how many are left out."""

    stories: list[Story]
    drafts: list[Story]
    others: int


def told_by(author: User, begun_here: Iterable[int]) -> Told:
    """This author's stories and drafts, this browser's drafts included; a draft without a word is none."""
    theirs = Q(author=author) | Q(author=None, state=Story.State.DRAFT, pk__in=list(begun_here))
    told = own_stories().filter(theirs).exclude(state=Story.State.DRAFT, title="", text="")
    shown = list(told.order_by("-pk")[: AT_MOST + 1])
    others = told.count() - AT_MOST if len(shown) > AT_MOST else 0
    shown = shown[:AT_MOST]
    drafts = [story for story in shown if story.state == Story.State.DRAFT]
    sent = [as_told(story) for story in shown if story not in drafts]
    return Told(sorted(sent, key=lambda story: story.state != Story.State.AWAITING_AUTHOR), drafts, others)


def as_told(story: Story) -> Story:
    """The story as its author knows it: a decision that can still be undone has not been taken."""
    if not story.in_effect:
        own = [one for one in _words(story) if one["kind"] != StoryText.Kind.CORRECTED]
        story.title, story.text = own[-1]["title"], own[-1]["text"]
        told = (one for one in story.decisions.all() if one.told)  # type: ignore[attr-defined]
        known = [one.at for one in told if not one.undone_at]
        story.state, story.decided_at = Story.State.SUBMITTED, known[-2] if len(known) > 1 else None
    return story


@dataclass(frozen=True)
class Milestone:
    """One stop on a story's way, and when it was reached (None: not yet)."""

    name: str
    at: datetime | None


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


def corrections(story: Story) -> list[Piece]:
    """What moderation changed in the text, word by word; empty when nothing was."""
    words = _words(story)
    shown = [one for one in words if one["kind"] not in StoryText.OWN_WORDS and one["public_at"]]
    originals = [one for one in words if one["kind"] in StoryText.OWN_WORDS]
    if not shown or not originals:
        return []
    return difference(*(f"{one['title']}\n\n{one['text']}" for one in (originals[-1], shown[-1])))


def reasons(story: Story) -> list[str]:
    """Why moderation changed it, as the author was told."""
    return [one["reason"] for one in _words(story) if one["reason"] and one["public_at"]]


def _words(story: Story) -> list[dict[str, str]]:
    """The story's texts as ``own_stories`` loads them, in their order."""
    words: list[dict[str, str]] = story.words  # type: ignore[attr-defined]
    return words
