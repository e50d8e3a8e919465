"""Whose stories are a moderator's to read, and whose replies an agent's: in Python, as querysets and in SQL."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from directory.rights import Viewer
from stories.models import Routing, Story, StoryService


def was_sent(story: Story) -> bool:
    """Whether its author handed it in: a draft, even one withdrawn, is nobody else's to read."""
    return story.submitted_at is not None and story.state != Story.State.DRAFT


def moderates(story: Story, viewer: Viewer) -> bool:
    """In scope, and nobody moderates a story about a structure they belong to, or their own."""
    if not viewer.is_moderator or not was_sent(story):
        return False
    houses = [service.structure for service in story.services.all()]
    if viewer.networks is not None and not any(h.network_id in viewer.networks for h in houses):
        return False
    return not viewer.works_in(house.path for house in houses)


def moderates_answer(routing: Routing, viewer: Viewer) -> bool:
    """Whether an author's answer to this reply is theirs to read: never in one's own house, nor one's own."""
    house = routing.structure
    return (
        viewer.is_moderator
        and routing.state == Routing.State.ANSWERED
        and routing.story.author_id != viewer.user_id
        and (viewer.networks is None or house.network_id in viewer.networks)
        and not viewer.works_in([house.path])
    )


def stories_to_moderate(viewer: Viewer) -> QuerySet[Story]:
    """The stories this viewer may moderate: the queryset form of ``moderates``."""
    if not viewer.is_moderator:
        return Story.objects.none()
    houses = StoryService.objects.filter(story=OuterRef("pk"))
    sent = Story.objects.filter(submitted_at__isnull=False).exclude(state=Story.State.DRAFT)
    stories = sent.exclude(author=viewer.user_id)
    if viewer.networks is not None:
        stories = stories.filter(Exists(houses.filter(structure__network__in=viewer.networks)))
    if viewer.structures:
        stories = stories.exclude(Exists(houses.filter(structure__path__overlap=viewer.structures)))
    return stories


def to_moderate_in_sql(viewer: Viewer) -> tuple[str, dict[str, Any]]:
    """``stories_to_moderate`` of a moderator as a condition on submitted rows of stories_story, and its parameters."""
    conditions = ["author_id <> %(viewer)s"]
    parameters: dict[str, Any] = {"viewer": viewer.user_id}
    house = (
        "{} (SELECT FROM stories_storyservice service JOIN directory_structure house"
        " ON house.id = service.structure_id WHERE service.story_id = stories_story.id AND {})"
    )
    if viewer.networks is not None:
        conditions.append(house.format("EXISTS", "house.network_id = ANY(%(networks)s)"))
        parameters["networks"] = list(viewer.networks)
    if viewer.structures:
        conditions.append(house.format("NOT EXISTS", "house.path && %(structures)s::bigint[]"))
        parameters["structures"] = viewer.structures
    return " AND ".join(conditions), parameters


def routings_visible_to(viewer: Viewer, right: str = "see") -> QuerySet[Routing]:
    """The routings on which this viewer has the right, by structure tree."""
    if right in viewer.rights_in([]):
        return Routing.objects.all()
    houses = [structure for structure, _ in viewer.memberships if right in viewer.rights_in([structure])]
    return Routing.objects.filter(Q(structure__path__overlap=houses)) if houses else Routing.objects.none()


def answers_in_sql(viewer: Viewer) -> tuple[str, dict[str, Any]]:
    """``rights.moderates_answer`` as a condition on the rows of ANSWERS, and its parameters."""
    conditions, parameters = ["story.author_id <> %(viewer)s"], {"viewer": viewer.user_id}
    if viewer.networks is not None:
        conditions.append("house.network_id = ANY(%(networks)s)")
    if viewer.structures:
        conditions.append("NOT house.path && %(structures)s::bigint[]")
    return " AND ".join(conditions), parameters
