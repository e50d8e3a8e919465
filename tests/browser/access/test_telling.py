"""Every screen of telling, as somebody who is not signed in: asked, refused, in two tabs, and the end."""

import pytest

from stories.models import Story
from tests.browser.access.conftest import LONG
from tests.browser.access.eyes import Eyes
from tests.stories_made import draft_story, submitted_story

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def look(eyes) -> Eyes:
    """A window with a draft of its own, still empty."""
    look: Eyes = eyes()
    look.page.goto("/raconter/")
    look.page.get_by_text("Oui, elle est terminée").click()
    look.press("Continuer")
    return look


def address(step: str) -> str:
    return f"/raconter/{Story.objects.get(author=None).pk}/{step}/"


def test_the_beginning(look, world):
    look.see("à qui s'adresser", "/a-qui-s-adresser/")
    look.see("début", "/raconter/")
    look.press("Continuer")
    look.see("début sans réponse")
    look.see("relecture de rien", address("relecture"))
    Story.objects.filter(author=None).update(**LONG)
    look.see("début avec un récit commencé", "/raconter/")
    look.see("effacer", address("effacer"))


@pytest.mark.parametrize("step", ["recit", "ressenti", "quand", "pseudonyme"])
def test_a_question_asked_then_refused(look, step):
    look.see(step, address(step))
    for field in look.page.locator("form[method=post] input:not([type]), textarea").all():
        field.fill("")
    look.press("Continuer")
    if step != "ressenti":  # saying nothing is one of its answers
        look.see(f"{step} refusé")


def test_a_text_that_changed_in_another_tab(look):
    look.page.goto(address("recit"))
    Story.objects.filter(author=None).update(**LONG, version=7)
    look.page.locator("[name=text]").evaluate(
        "(area) => { area.value = 'Un tout autre récit que celui-là.' }"
    )
    look.page.locator("[name=title]").evaluate("(field) => { field.value = 'Un autre titre' }")
    look.press("Continuer")
    look.see("recit changé dans un autre onglet")


def test_the_services_and_how_they_were_met(look, world, house_of_a_long_name):
    look.see("services", address("services"))
    look.press("Continuer")
    look.see("services sans réponse")
    words = look.page.locator("[data-words]")
    words.press_sequentially("c")
    look.page.locator("[data-picker] [role=option]").first.wait_for()
    look.see("services suggérés")
    for name in ("c", "nimes impots"):
        words.fill(name)
        look.page.locator("[data-picker] [role=option]").last.click()
    look.see("services choisis")
    look.press("Continuer")
    look.see("contact")
    look.press("Continuer")
    look.see("contact sans réponse")


def test_the_end(look, world, house_of_a_long_name):
    draft = Story.objects.get(author=None)
    told = draft_story(None, [house_of_a_long_name, world.caf_gard], **LONG)
    told.services.update(story=draft)
    names = ("pseudonym", "title", "text", "feeling", "happened_on", "place", "other_service")
    Story.objects.filter(pk=draft.pk).update(**{name: getattr(told, name) for name in names})
    told.delete()
    look.see("relecture", address("relecture"))
    look.page.locator("a.fr-btn", has_text="Continuer").click()
    look.see("courriel")
    look.press("Recevoir le code")
    look.see("courriel refusé")
    look.page.get_by_label("Votre adresse électronique").fill(
        "une.adresse.assez.longue.pour.deborder@exemple.test"
    )
    look.press("Recevoir le code")
    look.see("code")
    look.page.get_by_label("Code à six chiffres").fill("000000")
    look.press("Envoyer mon récit")
    look.see("code faux")


def test_thanks(eyes, mamie, world):
    story = submitted_story(mamie, world.caf_gard, **LONG)
    eyes(mamie).see("merci", f"/raconter/{story.pk}/merci/")
