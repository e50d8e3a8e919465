"""What was decided of a story, as its author reads it."""

from collections.abc import Sequence

from stories.mine.said import Said, register
from workflow.models import Decision


@register
def said_to_authors(ids: Sequence[int]) -> dict[int, list[Said]]:
    """Every decision of these stories, oldest first, in one query."""
    found: dict[int, list[Said]] = {}
    for decision in Decision.objects.filter(story__in=ids).order_by("pk"):
        found.setdefault(decision.story_id, []).append(
            Said(
                at=decision.at,
                told=decision.told,
                why=decision.get_reason_display(),
                message=decision.message,
                publishes=decision.outcome in Decision.LEADS_TO_PUBLICATION,
                proposes=decision.outcome == Decision.Outcome.REWRITE,
                undone=decision.undone_at is not None,
            )
        )
    return found
