"""Phrases about stories: which ones, in which order. Knows no model, so that models may use it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from stories.models.story import Story  # noqa: F401 (the base class names it)


class StoryQuerySet(QuerySet["Story"]):
    """Stories, said in DOMAIN.md's words."""

    def published(self) -> "StoryQuerySet":
        return self.filter(state="published", in_effect=True)

    def newest_first(self) -> "StoryQuerySet":
        return self.order_by("-published_at", "-pk")

    def older_than(self, published_at: datetime, pk: int) -> "StoryQuerySet":
        """The next page of ``newest_first``, whatever was published meanwhile."""
        return self.filter(
            Q(published_at__lt=published_at) | Q(published_at=published_at, pk__lt=pk),
            published_at__lte=published_at,
        )
