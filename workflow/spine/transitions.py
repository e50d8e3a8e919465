"""All moves there are: importing this page declares every one of them."""

from workflow.spine import reply_way, steps, story_way
from workflow.spine.transition import TRANSITIONS

__all__ = ["TRANSITIONS", "reply_way", "steps", "story_way"]
