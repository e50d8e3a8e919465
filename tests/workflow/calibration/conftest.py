import pytest

from tests.stories_made import published_story
from tests.workflow.afterwards import calibrated
from workflow.models import Calibration


@pytest.fixture
def waiting(world, mamie, ines) -> Calibration:
    """A story that Inès published, drawn to be read again."""
    return calibrated(published_story(mamie, world.caf_gard), ines)
