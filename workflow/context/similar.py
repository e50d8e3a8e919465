"""Stories that resemble the one being read."""

from datetime import timedelta

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from directory.rights import Viewer
from stories.models import Story, StoryService
from workflow.spine.scope import stories_to_moderate

NEAR = timedelta(days=60)
# Resemblance is measured on so many of the newest candidates at most, so that it costs the same anywhere.
COMPARED, SIMILAR, EARLIER = 150, 5, 200


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
