"""Who hears of a change: the topics of a story and of a routing, in one place."""

from collections.abc import Iterable

from live.log import Change
from live.log import announce as log
from stories.models import Routing, Story
from workflow.models import Step
from workflow.spine.steps import CLAIM


def announce(item: Story | Routing) -> None:
    """Log that this item changed, for everybody whose pages may show it."""
    log(*changes_of(item))


def changes_of(item: Story | Routing) -> list[Change]:
    return story_changes(item) if isinstance(item, Story) else routing_changes(item)


def story_changes(story: Story) -> list[Change]:
    topics = ["moderation", f"bench:{story.pk}", f"story:{story.pk}", f"person:{story.author_id}"]
    if story.published_at:
        topics += ["stories", "reports", f"report:{story.pk}"]
    if story.state in CLAIM[Step.CALIBRATE].sources:
        topics += ["calibration", f"calibration:{story.pk}"]
    return [Change(topics=topics, subject="story", id=story.pk), lease_change(story.pk)]


def lease_change(story_id: int) -> Change:
    """How long it is held: what moves by itself, so that a renewal redraws no row."""
    return Change(topics=["moderation"], subject="lease", id=story_id)


def routing_changes(routing: Routing) -> list[Change]:
    """The routing to its structures and readers; the story to those who see it as a whole."""
    story = routing.story
    # Steering answers for what has no holder, and sees the whole: "all" is its topic.
    houses = ["structure:all", *(f"structure:{structure}" for structure in routing.structure.path)]
    if routing.state in {Routing.State.ANSWERED, Routing.State.CLOSED}:
        houses.append("moderation")  # its author may have answered back, or that is read no more
    return [
        Change(
            topics=[*houses, f"desk:{routing.pk}", f"story:{story.pk}"],
            subject="routing",
            id=routing.pk,
        ),
        Change(
            topics=["stories", f"story:{story.pk}", f"bench:{story.pk}", f"person:{story.author_id}"],
            subject="story",
            id=story.pk,
        ),
    ]


def announce_typing(routing: Routing) -> None:
    """A draft was saved: only its own desk hears of it, not the whole tree at each pause."""
    log(Change(topics=[f"desk:{routing.pk}"], subject="routing", id=routing.pk))


def announce_lease(story_id: int) -> None:
    """Somebody goes on reading this story."""
    log(lease_change(story_id))


def announce_person(*people: int) -> None:
    """Something for these people's bell."""
    log(*changes_of_people(people))


def changes_of_people(people: Iterable[int]) -> list[Change]:
    return [Change(topics=[f"person:{pk}"], subject="person", id=pk) for pk in people]
