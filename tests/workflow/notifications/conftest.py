import pytest

from tests.pressing import pressed
from tests.stories_made import draft_story
from workflow import actions
from workflow.models import Mail


@pytest.fixture
def owed(world, mamie) -> Mail:
    """One mail waiting, for its author."""
    story = draft_story(mamie, [world.caf_gard])
    actions.submit(story.pk, **pressed(story, mamie))
    return Mail.objects.get()
