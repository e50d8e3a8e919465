"""The queues of moderators: filtered, ticked, with badges; and what stands beside a story."""

import pytest

from directory.models import Procedure
from stories.models import Report
from tests.browser.access.conftest import LONG
from tests.pressing import key, pressed, take
from tests.stories_made import published_story, submitted_story
from workflow import actions
from workflow.models import Step

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_queues_and_what_stands_beside_a_story(
    eyes, world, mamie, paul, ines, karim, house_of_a_long_name
):
    Procedure.objects.create(name="Demander une aide au logement " * 4, keywords=["copié"])
    urgent = submitted_story(mamie, world.caf_gard, urgent=True, difficult=True, **LONG)
    submitted_story(paul, house_of_a_long_name, **LONG)
    for _ in range(2):
        Report.objects.create(story=published_story(mamie, world.caf_gard, **LONG), reason="names")
    second, asked = (submitted_story(mamie, world.caf_gard, **LONG) for _ in range(2))
    tab = take(Step.MODERATE, second, karim)
    actions.escalate(second.pk, **pressed(second, karim), tab=tab, note=LONG["text"])
    tab = take(Step.MODERATE, asked, karim)
    actions.ask(asked.pk, **pressed(asked, karim), tab=tab, question=LONG["text"])
    actions.note(urgent.pk, by=karim, key=key(), text=LONG["text"], asks=True)
    look = eyes(ines)

    look.see("file avec urgence", "/moderation/")
    look.page.locator("#arrange-open").click()
    look.see("file, filtres ouverts")
    look.page.locator("#arrange-service").fill(LONG["other_service"][:100])
    look.page.locator("#arrange-feeling").select_option("negative")
    look.page.locator("#arrange-keep").click()
    look.page.locator("#drop-all").wait_for()
    look.see("file filtrée et vide")
    look.page.locator("#drop-all").click()
    look.page.locator("#drop-all").wait_for(state="detached")
    look.see("file à cocher", "/moderation/?choisir=1")
    for name in ("secondes-lectures", "attente", "decidees"):
        look.see(f"file {name}", f"/moderation/{name}/")
    look.page.goto(f"/moderation/{urgent.pk}/")
    look.page.locator("#annotate").wait_for()
    look.see("récit avec ce qui l'entoure")
    look.page.keyboard.press("?")
    look.see("raccourcis")
    look.see("seconde lecture pour qui la suit", f"/moderation/{second.pk}/?file=secondes-lectures")
    look.see("ce qui entoure un récit, sans script", f"/moderation/{urgent.pk}/autour/")
