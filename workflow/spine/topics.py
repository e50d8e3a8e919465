"""What desks listen to, and who hears of a change: the topics of a story and of a routing, in one place."""

from collections.abc import Iterable

from live.log import Change
from live.log import announce as log
from stories.models import Routing, Story
from stories.topics import STORIES, person, story
from workflow.models import Step
from workflow.spine.steps import CLAIM

MODERATION = "moderation"
REPORTS = "reports"
CALIBRATION = "calibration"
# Steering answers for what has no holder, and sees the whole.
ALL_STRUCTURES = "structure:all"


def bench(story_id: int) -> str:
    """The workbench of a story to read."""
    return f"bench:{story_id}"


def report(story_id: int) -> str:
    """The workbench of a reported story."""
    return f"report:{story_id}"


def calibration(story_id: int) -> str:
    """The workbench of a story read again, blind."""
    return f"calibration:{story_id}"


def desk(routing_id: int) -> str:
    """The workbench of a routing: its reply, its validation, its author's answer."""
    return f"desk:{routing_id}"


def structure(pk: int) -> str:
    """All that is addressed to a structure, or to one below it."""
    return f"structure:{pk}"


def announce(item: Story | Routing) -> None:
    """Log that this item changed, for everybody whose pages may show it."""
    log(*changes_of(item))


def changes_of(item: Story | Routing) -> list[Change]:
    return story_changes(item) if isinstance(item, Story) else routing_changes(item)


def story_changes(told: Story) -> list[Change]:
    topics = [MODERATION, bench(told.pk), story(told.pk), person(told.author_id)]
    if told.published_at:
        topics += [STORIES, REPORTS, report(told.pk)]
    if told.state in CLAIM[Step.CALIBRATE].sources:
        topics += [CALIBRATION, calibration(told.pk)]
    return [Change(topics=topics, subject="story", id=told.pk), lease_change(told.pk)]


def changes_of_stories_to_read(rows: str) -> str:
    """``story_changes`` of stories to read, for a statement that has them as ``rows`` with an id and an author_id."""
    columns = {"1": "id", "2": "author_id"}

    def in_sql(topic: str) -> str:
        kind, _, pk = topic.partition(":")
        return f"'{kind}:' || {columns[pk]}" if pk else f"'{topic}'"

    return " UNION ALL ".join(
        f"SELECT ARRAY[{', '.join(map(in_sql, change.topics))}], '{change.subject}', id FROM {rows}"
        for change in story_changes(Story(pk=1, author_id=2, state=Story.State.SUBMITTED))
    )


def lease_change(story_id: int) -> Change:
    """How long it is held: what moves by itself, so that a renewal redraws no row."""
    return Change(topics=[MODERATION], subject="lease", id=story_id)


def routing_changes(routing: Routing) -> list[Change]:
    """The routing to its structures and readers; the story to those who see it as a whole."""
    told = routing.story
    houses = [ALL_STRUCTURES, *map(structure, routing.structure.path)]
    if routing.state in {Routing.State.ANSWERED, Routing.State.CLOSED}:
        houses.append(MODERATION)  # its author may have answered back, or that is read no more
    return [
        Change(topics=[*houses, desk(routing.pk), story(told.pk)], subject="routing", id=routing.pk),
        Change(
            topics=[STORIES, story(told.pk), bench(told.pk), person(told.author_id)],
            subject="story",
            id=told.pk,
        ),
    ]


def announce_typing(routing: Routing) -> None:
    """A draft was saved: only its own desk hears of it, not the whole tree at each pause."""
    log(Change(topics=[desk(routing.pk)], subject="routing", id=routing.pk))


def announce_lease(story_id: int) -> None:
    """Somebody goes on reading this story."""
    log(lease_change(story_id))


def announce_person(*people: int) -> None:
    """Something for these people's bell."""
    log(*changes_of_people(people))


def changes_of_people(people: Iterable[int]) -> list[Change]:
    return [Change(topics=[person(pk)], subject="person", id=pk) for pk in people]
