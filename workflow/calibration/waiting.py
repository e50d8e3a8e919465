"""The second readings that wait, whose turn it is, and what the second reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from directory.models import User
from directory.rights import Viewer
from stories.models import Story, StoryService, StoryText
from workflow.calibration.actions import to_calibrate, unread
from workflow.claims.actions import claim
from workflow.models import Calibration, Claim, Step
from workflow.queues.counts import register
from workflow.spine.instant import now
from workflow.spine.leases import with_claims
from workflow.spine.moves import Outcome
from workflow.spine.refusals import TooLate
from workflow.spine.scope import moderates, stories_to_moderate, to_moderate_in_sql
from workflow.spine.story_way import OPINE

TRIES = 3
CALIBRATION = "calibration"
# ``to_calibrate`` in SQL, as what follows SELECT, before what is in scope.
WAITING = """
FROM workflow_calibration again JOIN workflow_decision decision ON decision.id = again.decision_id
JOIN stories_story ON stories_story.id = again.story_id
WHERE again.read_at IS NULL AND stories_story.state = ANY(%(read_again)s)
  AND decision.by_id IS DISTINCT FROM %(viewer)s"""


def waiting_in_sql(viewer: Viewer) -> tuple[str, dict[str, Any]]:
    """``waiting_for`` a moderator, in SQL."""
    scope, parameters = to_moderate_in_sql(viewer)
    return f"{WAITING} AND {scope}", {**parameters, "read_again": [*map(str, OPINE.sources)]}


register(CALIBRATION, waiting_in_sql)


@dataclass(frozen=True)
class Waiting:
    """The second readings nobody has done, whoever looks."""

    calibrations: tuple[Calibration, ...]
    pk: str = CALIBRATION

    def for_viewer(self, viewer: Viewer) -> int:
        """How long ``waiting_for(viewer)`` is."""
        return len(self.of_viewer(viewer))

    def of_viewer(self, viewer: Viewer) -> list[Calibration]:
        """Those that are theirs to read: not their own decision, story or house."""
        return [
            one
            for one in self.calibrations
            if viewer.user_id != one.decision.by_id and moderates(one.story, viewer)
        ]


def load_waiting(_: Sequence[str] = ()) -> dict[str, Waiting]:
    """All that waits, in two queries, without a word of the stories as they are now."""
    services = StoryService.objects.select_related("structure")
    found = unread().select_related("decision", "story").defer("story__title", "story__text")
    return {CALIBRATION: Waiting(tuple(found.prefetch_related(Prefetch("story__services", services))))}


def waiting_for(person: User) -> QuerySet[Calibration]:
    """What this person may read a second time, oldest first."""
    return to_calibrate(person).filter(story__in=stories_to_moderate(person.viewer))


def load_held(ids: Sequence[int]) -> dict[int, Story]:
    """For fragments: id → story that was ever drawn for calibration, with the claim on that step."""
    services = StoryService.objects.select_related("structure")
    drawn = Story.objects.filter(pk__in=Calibration.objects.filter(story__in=ids).values("story"))
    found = drawn.prefetch_related(Prefetch("services", services))
    return {story.pk: story for story in with_claims(found, Step.CALIBRATE)}


def words_read(calibration: Calibration) -> StoryText | None:
    """The words as the first reader found them: what was decided is not to be guessed from them."""
    texts = StoryText.objects.filter(
        story=calibration.story_id, kind__in=StoryText.OWN_WORDS, created_at__lte=calibration.decision.at
    )
    return texts.order_by("-pk").first()


def take_next(*, by: User, key: str | None) -> Outcome | None:
    """Claim the oldest second reading that is free; None when there is none.

    What one holds already is free for oneself: the same key answers the same story again.
    """
    for _ in range(TRIES):
        free = waiting_for(by).exclude(story__in=_held_by_others(by)).select_related("story").first()
        if free is None:
            return None
        try:
            return claim(Step.CALIBRATE, free.story_id, by=by, version=free.story.version, key=key)
        except TooLate as refusal:
            if "held" in refusal.context:
                raise
    return None


def _held_by_others(by: User) -> QuerySet[Claim, Any]:
    held = Claim.objects.filter(~Q(holder=by), step=Step.CALIBRATE, expires_at__gt=now())
    return held.values("item_id")
