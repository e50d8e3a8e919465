"""What speaks of a danger is read first, however it is written."""

import pytest

from stories.models import Story
from tests.pressing import pressed
from tests.stories_made import draft_story
from workflow import actions
from workflow.decisions.urgency import looks_urgent

pytestmark = pytest.mark.django_db
URGENT = [
    "Je veux me suicider.", "J’ai envie d’en finir avec la vie", "je n'ai plus envie de vivre",
    "mettre fin\u00a0à\nmes jours", "METTRE FIN A MES JOURS", "il m'a menacée de mort", "Elle me frappe",
    "violences conjugales", "j'ai été viole\u0301e", "agressions sexuelles", "des enfants en danger",
    "mon fils dort dehors", "nous dormons dehors", "plus rien à manger", "urgence vitale", "m’ôter la vie",
]  # fmt: skip
CALM = [
    "", "on va me supprimer mes allocations", "ils veulent me supprimer le RSA", "un accueil violent",
    "une viol\u00adation de mes données", "ma violette", "les délais me tuent", "en finir avec ce dossier",
]  # fmt: skip


@pytest.mark.parametrize("text", URGENT)
def test_a_danger_is_seen_however_it_is_written(text):
    assert looks_urgent(f"Bonjour. {text} Merci.")


@pytest.mark.parametrize("text", CALM)
def test_what_sounds_like_a_danger_and_is_none_is_left_in_its_order(text):
    assert not looks_urgent(f"Bonjour. {text} Merci.")


def test_a_danger_in_title_or_text_makes_it_urgent_when_it_is_handed_in(world, mamie):
    for words in ({"title": "Menaces de mort"}, {"text": "On me menace. Il me frappe."}):
        draft = draft_story(mamie, [world.caf_gard], **words)
        actions.submit(draft.pk, **pressed(draft, mamie))
        assert Story.objects.get(pk=draft.pk).urgent
