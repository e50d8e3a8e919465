"""Whose drawing of an item a viewer gets, if any: what one may see of it, in a word."""

from directory.rights import Viewer
from stories.models import Routing, Story
from workflow.spine.rights import rights_on_routing
from workflow.spine.scope import moderates, moderates_answer

HIDDEN_FROM_DESKS = frozenset({"author", "read", "moderate", "senior"})
OWN_BELL = "self"


def moderate_audience(viewer: Viewer, story: Story) -> str | None:
    return moderators_audience(viewer) if moderates(story, viewer) else None


def moderators_audience(viewer: Viewer) -> str:
    """Whose drawings a moderator gets, of all the stories that are theirs to read."""
    return "senior" if viewer.is_senior else "moderate"


def reply_audience(viewer: Viewer, routing: Routing) -> str | None:
    rights = rights_on_routing(routing, viewer) - HIDDEN_FROM_DESKS
    return " ".join(sorted(rights)) or None


def answer_audience(viewer: Viewer, routing: Routing) -> str | None:
    return moderators_audience(viewer) if moderates_answer(routing, viewer) else None
