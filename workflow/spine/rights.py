"""What one person may do with one story or routing, as a set of words."""

from django.db.models import Prefetch, QuerySet

from directory.rights import Viewer
from stories.models import Routing, Story, StoryService
from workflow.spine.scope import moderates, moderates_answer, was_sent

NOBODY = frozenset[str]()


def rights_on(item: Story | Routing, viewer: Viewer) -> frozenset[str]:
    """The rights of this viewer on this item; empty: it does not exist for them (404).

    Needs no query when the item was loaded by ``with_houses`` or ``with_path``.
    """
    if isinstance(item, Story):
        return rights_on_story(item, viewer)
    return rights_on_routing(item, viewer)


def rights_on_story(story: Story, viewer: Viewer) -> frozenset[str]:
    rights = set()
    if story.is_public:
        rights.add("read")
    if viewer.user_id is None:
        return frozenset(rights)
    if story.author_id == viewer.user_id:
        rights.add("author")
    elif moderates(story, viewer):
        # A second reading is for seniors; the others go on seeing it.
        second = story.state == Story.State.SUBMITTED and story.reading == Story.Reading.SECOND
        rights.add("follow" if second and not viewer.is_senior else "moderate")
        if viewer.is_senior:
            rights.add("senior")
    if viewer.is_steering and was_sent(story):
        rights.add("steer")
    return frozenset(rights)


def rights_on_routing(routing: Routing, viewer: Viewer) -> frozenset[str]:
    rights = viewer.rights_in(routing.structure.path)
    if viewer.user_id is not None and routing.story.author_id == viewer.user_id:
        rights |= {"author"}
    if routing.story.is_public:
        rights |= {"read"}
    if moderates_answer(routing, viewer):
        rights |= {"moderate", "senior"} if viewer.is_senior else {"moderate"}
    return rights


def with_houses(stories: QuerySet[Story]) -> QuerySet[Story]:
    """With all that ``rights_on_story`` asks, in two queries whatever the number."""
    return stories.prefetch_related(Prefetch("services", StoryService.objects.select_related("structure")))


def with_path(routings: QuerySet[Routing]) -> QuerySet[Routing]:
    """With all that ``rights_on_routing`` asks, in the same query."""
    return routings.select_related("story", "structure")
