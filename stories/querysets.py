"""Phrases about stories: which ones, in which order, with what beside them."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from directory.models import Structure
from directory.perimeter import SINCE

if TYPE_CHECKING:
    from stories.models import Routing, Story  # noqa: F401 (the base class names it)


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

    def addressed_to(self, structure: int) -> "StoryQuerySet":
        """Routed to this structure or to one below it."""
        routings = _routings().exclude(state__in=["transferred", "closed"])
        return self.filter(
            Exists(routings.filter(story=OuterRef("pk"), structure__path__contains=[structure]))
        )

    def answered(self, wanted: bool) -> "StoryQuerySet":
        """With at least one published reply, or with none."""
        replied = Exists(_routings().filter(story=OuterRef("pk"), state="answered"))
        return self.filter(replied if wanted else ~replied)

    def as_public(self) -> "StoryQuerySet":
        """With all that public fragments draw, in two queries whatever the number."""
        texts = apps.get_model("stories", "StoryText").objects.filter(
            story=OuterRef("pk"), public_at__isnull=False
        )
        modes = apps.get_model("stories", "ContactMode").objects.filter(service__story=OuterRef("pk"))
        return self.annotate(
            corrections=ArraySubquery(texts.order_by("pk").values("kind")),
            modes=ArraySubquery(modes.order_by("mode").values("mode").distinct()),
        ).prefetch_related(Prefetch("routings", public_routings()))


def public_routings() -> "QuerySet[Routing]":
    """Routings with what the public reads of them, in one query; ``since``: when the service answers."""
    houses = Structure.objects.annotate(since=SINCE).filter(pk=OuterRef("structure"))
    return (
        _routings()
        .select_related("structure", "holder", "reply__answer_back", "successor__structure")
        .annotate(since=Subquery(houses.values("since")))
        .order_by("pk")
    )


def _routings() -> "QuerySet[Routing]":
    return apps.get_model("stories", "Routing").objects.all()
