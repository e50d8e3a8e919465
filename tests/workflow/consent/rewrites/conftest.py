"""A rewrite on its way to its author: four changes, each with its reason."""

import pytest

from stories.models import Story
from tests.stories_made import submitted_story
from tests.workflow.presses import propose
from workflow.models import Proposal

TITLE = "Reçue par monsieur Durand"
TOLD = "J'ai été reçue à Nîmes. Monsieur Durand a crié. J'ai attendu.\n\nPuis rien 👩‍👧. Je suis partie."
BETTER = (
    "J'ai été reçue à Nîmes. Un agent a crié. J'ai attendu.\n\nPuis plus rien 👩‍👧. Je suis partie. Dommage."
)


@pytest.fixture
def story(world, mamie) -> Story:
    return submitted_story(mamie, world.caf_gard, title=TITLE, text=TOLD)


@pytest.fixture
def proposal(story, ines, world) -> Proposal:
    return propose(story, ines, world.caf_gard, title="Reçue par un agent", text=BETTER)
