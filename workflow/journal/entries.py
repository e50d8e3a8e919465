"""The journal of decisions: who, when, from where to where, why, and which words changed.

It is read from the events, which the database keeps from being changed (DESIGN.md).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from directory.rights import Viewer
from stories.models import Story, StoryService, StoryText
from stories.texts.difference import Piece, difference
from workflow.models import AnswerVerdict, Decision, Event, Proposal, Remark
from workflow.spine.blind_reader import read_blind
from workflow.spine.scope import stories_to_moderate
from workflow.spine.transition import TRANSITIONS

SHOWN = 25
CORRECTIONS = {"correct", "amend"}
DECIDED = [
    "publish",
    "correct",
    "propose_rewrite",
    "ask",
    "reject",
    "escalate",
    "unpublish",
    "republish",
    "amend",
    "dismiss_reports",
    "publish_answer",
    "reject_answer",
]
OUTCOMES = [(action, TRANSITIONS[action].past) for action in DECIDED]
NAMES = dict(Story.State.choices)
# What the states of the event do not say.
STEPS = {
    "escalate": ("première lecture", "seconde lecture"),
    "publish_answer": ("suite à lire", "suite publiée"),
    "reject_answer": ("suite à lire", "suite non publiée"),
}


@dataclass
class Entry:
    """One decision, as the journal tells it; the services concerned only where ``chunks`` asked for them."""

    event: Event
    services: list[str] = field(default_factory=list)
    changes: list[Piece] | None = None
    corrected_why: str = ""

    @cached_property
    def decision(self) -> Decision | None:
        return getattr(self.event, "decision", None)

    @property
    def what(self) -> str:
        return TRANSITIONS[self.event.action].past

    @property
    def who(self) -> str:
        return str(self.event.actor.name) if self.event.actor else ""

    @property
    def reason(self) -> str:
        return self.decision.get_reason_display() if self.decision and self.decision.reason else ""

    @property
    def told_why(self) -> str:
        """The reason its author was given, in the moderator's own words."""
        verdict: AnswerVerdict | None = getattr(self.event, "answer_verdict", None)
        return verdict.reason if verdict else self.corrected_why

    @property
    def steps(self) -> tuple[str, str]:
        """From where to where."""
        event = self.event
        return STEPS.get(event.action) or (NAMES.get(event.from_state, ""), NAMES.get(event.to_state, ""))

    @property
    def remark(self) -> str:
        remark: Remark | None = getattr(self.event, "remark", None)
        return remark.text if remark else ""


def visible_to(viewer: Viewer) -> QuerySet[Event]:
    """The decisions whose stories this viewer moderates; all of them for steering. Newest first.

    Without those on a story that they read again for calibration, until they have said what they think.
    """
    events = Event.objects.filter(action__in=DECIDED).exclude(story__in=read_blind(viewer))
    if not viewer.is_steering:
        events = events.filter(story__in=stories_to_moderate(viewer).order_by())
    return events.order_by("-pk")


def matching(
    events: QuerySet[Event],
    *,
    who: int | None = None,
    outcome: str = "",
    reason: str = "",
    structure: int | None = None,
    since: date | None = None,
    until: date | None = None,
    story: int | None = None,
) -> QuerySet[Event]:
    """Those that the filters of the page let through; both days are included."""
    services = StoryService.objects.filter(story=OuterRef("story"), structure__path__contains=[structure])
    wanted: dict[str, Any] = {
        "actor": who,
        "action": outcome,
        "decision__reason": reason,
        "at__gte": since and _midnight(since),
        "at__lt": until and _midnight(until, days=1),
        "story": story,
    }
    events = events.filter(**{name: value for name, value in wanted.items() if value})
    return events.filter(Exists(services)) if structure else events


def _midnight(day: date, days: int = 0) -> datetime:
    first = timezone.make_aware(datetime.combine(day, time.min))
    return (
        first
        if not days
        else timezone.make_aware(datetime.combine(date.fromordinal(day.toordinal() + days), time.min))
    )


def page(events: QuerySet[Event], before: int | None = None, length: int = SHOWN) -> list[Entry]:
    """The next so many, by keyset, with all that a line tells: four queries whatever the number."""
    return _with_differences([Entry(event) for event in _following(events, before)[:length]])


def chunks(events: QuerySet[Event], length: int = 100) -> Iterator[list[Entry]]:
    """All of them, some at a time: nothing is held between two."""
    told = StoryService.objects.filter(story=OuterRef("story")).order_by("structure")
    name = Coalesce(NullIf("structure__public_name", Value("")), "structure__name")
    services = ArraySubquery(told.values(shown=name))
    last: int | None = None
    while found := list(_following(events, last).annotate(services=services)[:length]):
        yield _with_differences([Entry(event, event.services) for event in found])
        last = found[-1].pk


def _following(events: QuerySet[Event], before: int | None) -> QuerySet[Event]:
    events = events.select_related("actor", "story", "decision__guide", "remark", "answer_verdict")
    return events.filter(pk__lt=before) if before else events


def _with_differences(entries: list[Entry]) -> list[Entry]:
    texts = _by_story(StoryText.objects, entries, CORRECTIONS)
    proposals = _by_story(Proposal.objects, entries, {"propose_rewrite"})
    for entry in entries:
        if entry.decision and entry.event.action in CORRECTIONS:
            _add_correction(entry, texts.get(entry.event.story_id, []))
        elif entry.decision and entry.event.action == "propose_rewrite":
            entry.changes = _proposed(entry.decision, proposals.get(entry.event.story_id, []))
    return entries


def _by_story(manager: Any, entries: Iterable[Entry], actions: set[str]) -> dict[int, list[Any]]:
    wanted = {entry.event.story_id for entry in entries if entry.event.action in actions}
    found: dict[int, list[Any]] = {}
    if wanted:
        for row in manager.filter(story__in=wanted).order_by("pk"):
            found.setdefault(row.story_id, []).append(row)
    return found


def _add_correction(entry: Entry, texts: Sequence[StoryText]) -> None:
    """Between the words this decision made and those it found: an undone correction was never in force."""
    assert entry.decision
    made = [text for text in texts if text.created_at <= entry.decision.at]
    if not made:
        return
    after = made[-1]
    in_force = [
        text
        for text in made[:-1]
        if (text.public_at if entry.event.action == "amend" else text.kind in StoryText.OWN_WORDS)
    ]
    entry.changes = _between(in_force[-1], after) if in_force else None
    entry.corrected_why = after.reason


def _proposed(decision: Decision, proposals: Sequence[Proposal]) -> list[Piece] | None:
    made = [proposal for proposal in proposals if proposal.by_id == decision.by_id]
    made = [proposal for proposal in made if proposal.at >= decision.at]
    if not made:
        return None
    one = made[0]
    return difference(f"{one.base_title}\n\n{one.base_text}", f"{one.title}\n\n{one.text}")


def _between(before: StoryText, after: StoryText) -> list[Piece]:
    return difference(f"{before.title}\n\n{before.text}", f"{after.title}\n\n{after.text}")
