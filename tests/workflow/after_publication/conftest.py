import pytest
from django.core.cache import cache

from stories.models import Story
from tests.stories_made import published_story
from workflow import actions


@pytest.fixture(autouse=True)
def nobody_reported_before() -> None:
    cache.clear()


@pytest.fixture
def story(world, mamie) -> Story:
    return published_story(mamie, world.caf_gard, world.fs_sommieres)


@pytest.fixture
def reported(story) -> Story:
    actions.report(story.pk, "names", "Le guichetier est reconnaissable.")
    actions.report(story.pk, "false")
    return story
