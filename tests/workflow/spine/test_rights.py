"""Who may read what, whatever its state."""

import pytest

from tests.pressing import pressed
from tests.stories_made import draft_story
from workflow import actions
from workflow.spine.audiences import moderate_audience
from workflow.spine.rights import rights_on

pytestmark = pytest.mark.django_db


def test_a_draft_that_was_withdrawn_unsent_is_nobody_elses_to_read(world, mamie, ines, pilote):
    draft = draft_story(mamie, [world.caf_gard])
    actions.withdraw(draft.pk, **pressed(draft, mamie))
    draft.refresh_from_db()

    assert rights_on(draft, ines.viewer) == rights_on(draft, pilote.viewer) == frozenset()
    assert moderate_audience(ines.viewer, draft) is None
