"""What stands beside a story being read: what else its author told, what resembles it, what it may be about."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime
from django_stubs_ext import WithAnnotations

from directory.models import Procedure, Structure
from directory.rights import Viewer
from stories.models import Story, StoryService
from workflow.context.similar import EARLIER, similar_stories
from workflow.context.suggestions import suggested_procedures, suggested_structures
from workflow.models import InternalComment


class BesideFacts(TypedDict):
    """How the other stories of its author ended, the latest first, and the notes on it, in their order."""

    ends: list[str]
    said: list[dict[str, Any]]


type StoryBeside = WithAnnotations[Story, BesideFacts]


@dataclass(frozen=True)
class Context:
    """All of it, for one story and whoever reads it."""

    story: Story
    earlier: list[str]
    similar: list[Story]
    structures: list[Structure]
    procedures: list[Procedure]
    all_procedures: list[Procedure]
    notes: list[dict[str, Any]]


def story_beside(pk: int) -> StoryBeside | None:
    """The story with its services, its notes and how its author's other stories ended, in two queries."""
    others = (
        Story.objects.filter(author=OuterRef("author"), submitted_at__isnull=False)
        .exclude(pk=OuterRef("pk"))
        .exclude(state=Story.State.DRAFT)
        .order_by("-pk")
    )
    notes = InternalComment.objects.filter(story=OuterRef("pk"), structure=None).order_by("pk")
    note = JSONObject(text="text", asks="asks", at="at", who="by__name")
    found = Story.objects.exclude(state=Story.State.DRAFT).annotate(
        ends=ArraySubquery(others.values("state")[:EARLIER]), said=ArraySubquery(notes.values(found=note))
    )
    told = Prefetch("services", StoryService.objects.select_related("structure"))
    return found.filter(pk=pk).prefetch_related(told).first() if 0 < pk < 2**63 else None


def context_of(story: StoryBeside, viewer: Viewer) -> Context:
    """What stands beside a story of ``story_beside``, in five queries at most."""
    procedures = list(Procedure.objects.order_by("name"))
    labels = dict(Story.State.choices)
    notes = [{**note, "at": parse_datetime(note["at"])} for note in story.said]
    return Context(
        story,
        earlier=[
            f"{number} {_many(labels[state], number)}" for state, number in Counter(story.ends).most_common()
        ],
        similar=list(similar_stories(story, viewer)),
        structures=suggested_structures(story),
        procedures=suggested_procedures(story, procedures),
        all_procedures=procedures,
        notes=notes,
    )


def _many(label: str, number: int) -> str:
    """« publiée » → « publiées »."""
    return f"{label}s" if number > 1 and label.endswith("ée") else label
