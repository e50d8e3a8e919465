"""The author's own pages: each story in each state, what is asked of them, and what they are told."""

import pytest

from stories.models import Reply, Story
from tests.browser.access.conftest import LONG
from tests.pressing import approve, pressed, publish, submit_reply, take
from tests.stories_made import answer, draft_story, published_story, submitted_story
from workflow import actions
from workflow.models import Step

pytestmark = pytest.mark.django_db(transaction=True)

CORRECTED = LONG["text"].replace("cinq", "5")


def one_in_each_state(mamie, ines, lucie, house, caf) -> None:
    draft_story(mamie, [caf], **LONG)
    submitted_story(mamie, house, **LONG)
    waiting = submitted_story(mamie, house)
    Story.objects.filter(pk=waiting.pk).update(state=Story.State.AWAITING_AUTHOR)
    corrected, rejected, withdrawn = (submitted_story(mamie, caf, **LONG) for _ in range(3))
    tab = take(Step.MODERATE, corrected, ines)
    words = {
        "title": "Un titre bien plus court",
        "text": CORRECTED,
        "reason": "Un titre n'est pas une adresse.",
    }
    actions.correct(corrected.pk, **pressed(corrected, ines), tab=tab, structures=[caf.pk, house.pk], **words)
    tab = take(Step.MODERATE, rejected, ines)
    actions.reject(
        rejected.pk, **pressed(rejected, ines), tab=tab, reason="personal_case", message=LONG["text"]
    )
    actions.withdraw(withdrawn.pk, **pressed(withdrawn, mamie))
    rated, unpublished = published_story(mamie, caf), published_story(mamie, caf)
    answer(
        rated.routings.get(), rating=Reply.Rating.NOT_APPROPRIATE, rating_word="Ce n'était pas la question."
    )
    actions.unpublish(unpublished.pk, **pressed(unpublished, lucie), public_reason=LONG["text"])


def test_their_experiences(eyes, world, mamie, ines, lucie, sonia, vera, house_of_a_long_name):
    look = eyes(mamie)
    look.see("mes expériences vides", "/mes-experiences/")
    look.see("notifications vides", "/notifications/")
    one_in_each_state(mamie, ines, lucie, house_of_a_long_name, world.caf_gard)
    submitted = submitted_story(mamie, world.caf_gard, **LONG)
    publish(submitted, ines, world.caf_gard, house_of_a_long_name)
    routing = submitted.routings.get(structure=world.caf_gard)
    submit_reply(routing, sonia)
    approve(routing, vera)

    look.page.goto("/mes-experiences/")
    look.open("details.changes")
    look.see("mes expériences")
    look.see("notifications de l'usagère", "/notifications/")
    look.open(".bell")
    look.see("cloche ouverte")
    look.open(".bell")
    look.open(".person .menu:not(.bell)")
    look.see("menu ouvert")
    look.see("avis", f"/mes-experiences/reponses/{routing.pk}/avis/?avis=not_appropriate")
    look.press("Donner mon avis")
    look.see("avis donné")
    look.see("retrait", f"/mes-experiences/{submitted.pk}/retrait/")
    look.press("Retirer")
    look.see("récit retiré par son auteur")
    look.see("se déconnecter", "/compte/logout/")
    look.press("Se déconnecter")
    look.see("déconnecté")
