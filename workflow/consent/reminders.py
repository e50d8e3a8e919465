"""What silence leads to: reminders to an author who was asked something, then the end. By the clock alone."""

from collections.abc import Callable
from datetime import timedelta

from stories.models import Story
from workflow.models import Event
from workflow.notifications.mails import owe_author
from workflow.spine.instant import now
from workflow.spine.moves import by_clock
from workflow.spine.refusals import Refusal
from workflow.spine.story_way import CLOSE_UNANSWERED, REMIND
from workflow.spine.transition import Transition

# DOMAIN.md: reminders at 3, 7 and 14 days; a week after the last one, the story is closed.
REMINDERS = [timedelta(days=3), timedelta(days=7), timedelta(days=14)]
CLOSED_AFTER = timedelta(days=21)
LAST_WEEK = CLOSED_AFTER - REMINDERS[-1]


def remind_authors() -> int:
    """Write again to authors who have not answered after 3, 7 and 14 days; once, if several of them went by."""
    reminded = 0
    for nth, after in reversed(list(enumerate(REMINDERS, start=1))):
        due = Story.objects.filter(
            state=Story.State.AWAITING_AUTHOR, reminded__lt=nth, awaiting_since__lte=now() - after
        )
        for story in due:
            reminded += _unless_answered(REMIND, story, _counted(nth), "reminded")
    return reminded


def close_unanswered() -> int:
    """Close what no author answered for three weeks; the text stays theirs."""
    late = Story.objects.filter(
        state=Story.State.AWAITING_AUTHOR,
        reminded=len(REMINDERS),
        awaiting_since__lte=now() - CLOSED_AFTER,
    )
    # The last reminder may have left late: its week is theirs all the same.
    just_reminded = Event.objects.filter(action=REMIND.name, at__gt=now() - LAST_WEEK).values("story")
    return sum(
        _unless_answered(CLOSE_UNANSWERED, story, _stamp_unanswered, "unanswered")
        for story in late.exclude(pk__in=just_reminded)
    )


def _unless_answered(transition: Transition, story: Story, body: Callable[[Story], None], mail: str) -> int:
    """A move whose item was read without a lock: whoever was faster, author or clock, is right."""

    def after(_: Story, event: Event) -> None:
        owe_author(event, mail)

    try:
        by_clock(transition, story.pk, body, after, story.version)
    except Refusal:
        return 0
    return 1


def _counted(nth: int) -> Callable[[Story], None]:
    def count(story: Story) -> None:
        story.reminded = nth

    return count


def _stamp_unanswered(story: Story) -> None:
    story.closed_reason = Story.ClosedReason.NO_ANSWER
    story.awaiting_since = None
