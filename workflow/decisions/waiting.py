"""A story that waits for its author, and how it comes back."""

from datetime import timedelta

from directory.models import User
from stories.models import Story
from workflow.models import Pass
from workflow.spine.instant import now

# The author's answer is offered to the same moderator first.
KEPT_FOR = timedelta(hours=24)


def wait_for_author(story: Story) -> None:
    """Nothing happens until its author answers, or has not for too long."""
    story.awaiting_since = story.decided_at = now()
    story.reminded = 0
    story.kept_for = story.kept_until = None


def back_to(story: Story, moderator: User) -> None:
    """To read again, by the one who knows it: theirs first, for a day."""
    Pass.objects.filter(story=story, person=moderator).delete()
    story.kept_for, story.kept_until = moderator, now() + KEPT_FOR
