"""What its author sent back is for the moderator they answered, as long as it is kept for them."""

from directory.models import User
from stories.models import Story
from workflow.spine.instant import now
from workflow.spine.refusals import TooLate


def check_not_kept(story: Story, by: User) -> None:
    """Raise TooLate for a story that is a colleague's to read first; a senior may read it all the same."""
    kept = story.kept_for_id and story.kept_for_id != by.pk and story.kept_until and story.kept_until > now()
    if kept and not by.viewer.is_senior:
        raise TooLate(
            "L'auteur vient de répondre à un collègue, à qui cette expérience est proposée d'abord.",
            who=str(story.kept_for),
            when=story.kept_until,
        )


def let_go(story: Story, by: User) -> None:
    """Whoever gives a story back does not keep it for themselves either."""
    if story.kept_for_id == by.pk:
        story.kept_for = story.kept_until = None
