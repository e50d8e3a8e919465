"""The stories as rows and workbenches draw them.

Every push and every look at a desk asks this: as one queryset, building it took five times as long as answering it.
"""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet, prefetch_related_objects
from django_stubs_ext import WithAnnotations

from directory.models import User
from directory.perimeter import since
from stories.models import ContactMode, Story, StoryService
from workflow.models import Claim, Decision, Step
from workflow.spine.blind_reader import BLIND_READER
from workflow.spine.instant import now
from workflow.spine.leases import HELD, revived
from workflow.workbench.history import HAPPENED

# An opinion is wanted until somebody writes a note after the question.
OPINION_WANTED = """(SELECT asks FROM workflow_internalcomment note
     WHERE note.story_id = stories_story.id ORDER BY id DESC LIMIT 1)"""
ROW = f"""
SELECT stories_story.*,
    (SELECT name FROM directory_user WHERE id = kept_for_id) AS kept_name,
    {OPINION_WANTED} AS opinion_wanted,
    (SELECT count(*) FROM stories_report report
     WHERE report.story_id = stories_story.id AND closed_at IS NULL) AS reported,
    {HELD.format(step=Step.MODERATE, item="stories_story.id")} AS held
    {{more}}
FROM stories_story WHERE id = ANY(%(ids)s) AND state <> 'draft'
"""
BENCH = f"""
    , EXISTS (SELECT FROM workflow_privatecopy
     WHERE person_id = %(person)s AND step = 'moderate' AND item_id = stories_story.id) AS has_copies
    , EXISTS (SELECT FROM workflow_decision decision
     WHERE decision.story_id = stories_story.id AND outcome IN ('ask', 'rewrite')) AS was_asked
    , coalesce({BLIND_READER} = %(person)s, false) AS read_blind
    , {HAPPENED} AS past
"""


class RowFacts(TypedDict):
    """What ROW selects besides the fields, and the ``claim`` that it ``held``."""

    kept_name: str | None
    opinion_wanted: bool | None
    reported: int
    held: str | None
    claim: Claim | None


class BenchFacts(RowFacts):
    """What BENCH adds for one person, and what ``happened`` in the ``past``.

    ``has_copies``: this person has private copies of it; ``was_asked``: its author was asked something;
    ``read_blind``: this person reads it again for calibration, and is not to know what was decided.
    """

    has_copies: bool
    was_asked: bool
    read_blind: bool
    past: str
    happened: list[dict[str, Any]]


type RowStory = WithAnnotations[Story, RowFacts]
type BenchStory = WithAnnotations[Story, BenchFacts]


def load_stories(ids: Sequence[int]) -> dict[int, RowStory]:
    """For fragments: id → story with its services, and its claim, or its decisions once it left the queue."""
    stories: list[RowStory] = _selected("", {"ids": list(ids)})
    return {story.pk: story for story in _complete(stories, _services())}


def stories_to_read(ids: Sequence[int], person: User) -> dict[int, BenchStory]:
    """id → what a row draws, and what a workbench needs: since when each service answers, and what happened."""
    given = {"ids": list(ids), "person": person.pk, "now": now()}
    stories: list[BenchStory] = _selected(BENCH, given)
    for story in stories:
        story.happened = json.loads(story.past)
    for story in _complete(stories, _services_to_read()):
        _bring_since(story.services.all())
    return {story.pk: story for story in stories}


def _selected(more: str, given: dict[str, Any]) -> list[Any]:
    """What SQL brings has no type of its own: whoever asks says of which facts."""
    return list(Story.objects.raw(ROW.format(more=more), given))


@cache
def _services() -> QuerySet[StoryService]:
    modes = ContactMode.objects.filter(service=OuterRef("pk")).order_by("pk").values("mode")
    return StoryService.objects.select_related("structure").annotate(modes=ArraySubquery(modes))


@cache
def _services_to_read() -> QuerySet[StoryService]:
    return _services().select_related("structure__network").annotate(since=since("structure__path"))


def _bring_since(services: Iterable[Any]) -> None:
    """What ``_services_to_read`` found goes where the picker draws it: no query can put it there."""
    for service in services:
        service.structure.since = service.since


def _complete[Row: RowStory](stories: list[Row], services: QuerySet[StoryService]) -> list[Row]:
    """What a column cannot bring."""
    prefetch_related_objects(stories, Prefetch("services", services))
    left = [story for story in stories if story.state != Story.State.SUBMITTED]
    prefetch_related_objects(
        left, Prefetch("decisions", Decision.objects.select_related("by").order_by("-pk"))
    )
    for story in stories:
        if story.kept_name is not None:
            story.kept_for = User(pk=story.kept_for_id, name=story.kept_name)
        story.claim = revived(Step.MODERATE, story.pk, json.loads(story.held or "null"))
    return stories
