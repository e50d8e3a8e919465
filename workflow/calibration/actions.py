"""The silent second reading: an opinion is stored, nothing moves."""

from django.db.models import QuerySet

from directory.models import User
from stories.models import Story
from workflow.models import Calibration, Decision, RejectionReason
from workflow.spine.instant import now
from workflow.spine.moves import Outcome, move
from workflow.spine.refusals import Invalid, TooLate
from workflow.spine.story_way import OPINE

# What one can decide of a story to read.
READ_AS = {
    Decision.Outcome.PUBLISH,
    Decision.Outcome.CORRECT,
    Decision.Outcome.REWRITE,
    Decision.Outcome.ASK,
    Decision.Outcome.REJECT,
    Decision.Outcome.ESCALATE,
}


def opine(
    story_id: int,
    *,
    by: User,
    version: int | str | None,
    key: str | None,
    tab: str,
    outcome: str,
    reason: str = "",
) -> Outcome:
    """What one would have decided, not knowing what was: stored for the agreement among moderators."""

    def body(story: Story) -> dict[str, object]:
        if outcome not in READ_AS:
            raise Invalid("Dites ce que vous auriez décidé.", "outcome")
        if outcome == Decision.Outcome.REJECT and reason not in RejectionReason:
            raise Invalid("Choisissez le motif.", "reason")
        waiting = to_calibrate(by).filter(story=story).first()
        if waiting is None:
            raise TooLate("Cette relecture est déjà faite.")
        waiting.by, waiting.outcome, waiting.read_at = by, outcome, now()
        waiting.reason = reason if outcome == Decision.Outcome.REJECT else ""
        waiting.save()
        return {"calibration": waiting.pk}

    return move(OPINE, story_id, body, by=by, version=version, key=key, tab=tab)


def unread() -> QuerySet[Calibration]:
    """The second readings nobody has done, the oldest drawn first."""
    return Calibration.objects.filter(read_at=None, story__state__in=OPINE.sources).order_by("pk")


def to_calibrate(by: User) -> QuerySet[Calibration]:
    """Those of others' decisions."""
    return unread().exclude(decision__by=by)
