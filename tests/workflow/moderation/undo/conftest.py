"""For ten seconds a decision can be undone: until then, only the desks know of it; then it happens, once."""

from collections.abc import Iterator

import pytest

from stories.models import Story
from tests.stories_made import TEXT, submitted_story

BETTER = TEXT.replace("cinq semaines", "un mois")


@pytest.fixture(autouse=True)
def ten_seconds(settings) -> None:
    settings.UNDO_SECONDS = 10


@pytest.fixture(autouse=True)
def nothing_is_known_before_its_time(db) -> Iterator[None]:
    """Whatever happened: what can still be undone was neither published nor addressed to anybody."""
    yield
    for pending in Story.objects.filter(in_effect=False):
        assert pending.state in {"published", "rejected"} and pending.effective_at
        assert pending.published_at is None and not pending.routings.exists()


@pytest.fixture
def story(world, mamie) -> Story:
    return submitted_story(mamie, world.caf_gard, title="Un titre que personne d'autre n'a")
