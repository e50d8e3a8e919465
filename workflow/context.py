"""What stands beside a story being read: what else its author told, what resembles it, what it may be about."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, JSONObject
from django.utils.dateparse import parse_datetime

from directory.models import Procedure, Structure
from directory.rights import Viewer
from directory.search import find_structures
from stories.aids.plain import plain
from stories.models import Story, StoryService
from workflow.models import InternalComment
from workflow.rights import stories_to_moderate

NEAR = timedelta(days=60)
# Resemblance is measured on so many of the newest candidates at most, so that it costs the same anywhere.
COMPARED, SIMILAR, EARLIER = 150, 5, 200
SAME_WORDS = 0.6
SUGGESTED = 2
SERVICE = re.compile(
    r"\b(caf|cpam|carsat|msa|urssaf|ants|crous|mdph|sip|prefecture|mairie|tribunal|hopital|gendarmerie|commissariat"
    r"|impots|france travail|pole emploi|france services|assurance maladie|assurance retraite|caisse"
    r"|bibliotheque|college|lycee|la poste|sncf)\b"
)
# DOMAIN.md: scored on the most serious statement, never on the average of the story.
CRITICALITY = [
    (0, "rien de grave\u00a0: un merci, une remarque"),
    (1, "gêne\u00a0: attente, information peu claire"),
    (2, "conséquence limitée\u00a0: démarche à refaire, petits frais"),
    (3, "conséquence sérieuse\u00a0: droits interrompus, argent perdu"),
    (4, "conséquence grave\u00a0: santé, logement, emploi, dignité"),
    (5, "danger pour une personne, faits très graves"),
]


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


def story_beside(pk: int) -> Story | None:
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


def context_of(story: Story, viewer: Viewer) -> Context:
    """What stands beside a story of ``story_beside``, in five queries at most."""
    procedures = list(Procedure.objects.order_by("name"))
    labels = dict(Story.State.choices)
    ends: Counter[str] = Counter(story.ends)  # type: ignore[attr-defined]
    notes = [{**note, "at": parse_datetime(note["at"])} for note in story.said]  # type: ignore[attr-defined]
    return Context(
        story,
        earlier=[f"{number} {_many(labels[state], number)}" for state, number in ends.most_common()],
        similar=list(similar_stories(story, viewer)),
        structures=suggested_structures(story),
        procedures=suggested_procedures(story, procedures),
        all_procedures=procedures,
        notes=notes,
    )


def similar_stories(story: Story, viewer: Viewer) -> QuerySet[Story]:
    """Told of the same services at about the same time, or by the same author; the nearest words first.

    Each has its ``nearness``, from 0 to 1.
    """
    told = StoryService.objects.filter(story=OuterRef("pk"))
    houses = [service.structure_id for service in story.services.all()]
    same = Q(pk__in=StoryService.objects.filter(structure__in=houses).values("story"))
    assert story.submitted_at is not None
    around = (story.submitted_at - NEAR, story.submitted_at + NEAR)
    if not houses:
        same = Q(submitted_at__range=around) & ~Q(pk__in=told.order_by().values("story"))
    candidates = (
        stories_to_moderate(viewer)
        .filter(same | Q(author=story.author_id), submitted_at__range=around)
        .exclude(pk=story.pk)
        .exclude(state=Story.State.WITHDRAWN)
        .order_by("-submitted_at")
        .values("pk")[:COMPARED]
    )
    words = Concat(F("title"), Value(" "), F("text"), output_field=TextField())
    nearness = TrigramSimilarity(words, f"{story.title} {story.text}")
    return (
        Story.objects.filter(pk__in=candidates)
        .annotate(nearness=nearness)
        .order_by("-nearness", "-submitted_at")[:SIMILAR]
    )


def suggested_structures(story: Story) -> list[Structure]:
    """Services that the author's own words name, with the place they gave; not those they chose."""
    chosen = {service.structure_id: _words(str(service.structure)) for service in story.services.all()}
    words = story.other_service or _service_named(story, chosen.values())
    if not words:
        return []
    found = find_structures(f"{words} {story.place}".strip(), limit=SUGGESTED + len(chosen))
    return [structure for structure in found if structure.pk not in chosen][:SUGGESTED]


def _service_named(story: Story, chosen: Iterable[str]) -> str:
    known = " ".join(chosen)
    named = SERVICE.findall(_words(f"{story.title} {story.text}"))
    return next((name for name in dict.fromkeys(named) if name not in known), "")


def suggested_procedures(story: Story, procedures: Iterable[Procedure]) -> list[Procedure]:
    """Those whose keywords the story uses most, the one it has left out."""
    text = _words(f"{story.title} {story.title} {story.text}")
    scores = {
        procedure: sum(len(re.findall(rf"\b{re.escape(_words(word))}", text)) for word in procedure.keywords)
        for procedure in procedures
        if procedure.pk != story.procedure_id
    }
    best = sorted((one for one in scores if scores[one]), key=lambda one: -scores[one])
    return best[:SUGGESTED]


def _many(label: str, number: int) -> str:
    """« publiée » → « publiées »."""
    return f"{label}s" if number > 1 and label.endswith("ée") else label


def _words(text: str) -> str:
    return plain(text).text.lower()
