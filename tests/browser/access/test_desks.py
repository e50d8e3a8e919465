"""The desks of moderators, agents and validators: empty, busy, held by others, refused, decided."""

import pytest

from stories.models import Routing
from tests.browser.access.conftest import LONG
from tests.pressing import WORDS, pressed, publish, submit_reply, take
from tests.stories_made import answer, published_story, submitted_story
from workflow import actions
from workflow.actions import ReplyWords
from workflow.models import PrivateCopy, Step

pytestmark = pytest.mark.django_db(transaction=True)

LONG_WORDS = ReplyWords(LONG["text"], "Bonjour " + LONG["pseudonym"], LONG["place"], "examined")


def test_the_moderators_desk(eyes, world, mamie, ines, karim, lucie, house_of_a_long_name):
    look = eyes(ines)
    look.see("modération vide", "/moderation/")
    for feeling in ("positive", "neutral", "unexpressed"):
        submitted_story(mamie, world.caf_gard, feeling=feeling)
    free = submitted_story(mamie, house_of_a_long_name, world.caf_gard, **LONG)
    held, mine = submitted_story(mamie, world.caf_gard, **LONG), submitted_story(mamie, **LONG)
    PrivateCopy.objects.create(person=ines, step=Step.MODERATE, item_id=mine.pk, text=LONG["text"])
    take(Step.MODERATE, held, karim)
    tab = take(Step.MODERATE, mine, ines)
    here = f"/moderation/{mine.pk}/?tab={tab}"

    look.see("modération", "/moderation/")
    look.see("modération d'un récit libre", f"/moderation/{free.pk}/")
    look.see("modération d'un récit tenu par un autre", f"/moderation/{held.pk}/")
    look.see("modération d'un récit tenu dans un autre onglet", f"/moderation/{mine.pk}/")
    look.see("modération d'un récit tenu ici", here)
    look.page.locator("[data-words]").fill("c")
    look.page.locator("[role=option]").first.wait_for()
    look.see("modération avec des services suggérés")
    look.page.locator("[role=option]").last.click()
    for panel in ("correct", "ask", "reject", "escalate"):
        look.page.goto(here)
        look.open(f"#{panel}-panel")
        look.see(f"modération, {panel}")
        with look.page.expect_navigation():
            look.page.locator(f"#{panel}").click()
        look.see(f"modération, {panel} refusé")
    look.page.goto(here)
    look.page.locator("#publish").click()
    look.page.locator(".fr-error-text").first.wait_for()
    look.see("modération qui publie sans service, refusée")

    senior = eyes(lucie)
    senior.page.goto(f"/moderation/{held.pk}/")
    senior.see("modération qui peut reprendre")
    senior.see("modération qui reprend", f"/moderation/{held.pk}/?reprendre=1")


def test_what_became_of_a_story(eyes, world, mamie, ines, lucie):
    published, corrected, rejected, taken = (submitted_story(mamie, world.caf_gard, **LONG) for _ in range(4))
    publish(published, ines, world.caf_gard)
    tab = take(Step.MODERATE, corrected, ines)
    words = {"title": "Un titre court", "text": LONG["text"].replace("cinq", "5"), "reason": "Plus court."}
    actions.correct(
        corrected.pk, **pressed(corrected, ines), tab=tab, structures=[world.caf_gard.pk], **words
    )
    tab = take(Step.MODERATE, rejected, ines)
    actions.reject(rejected.pk, **pressed(rejected, ines), tab=tab, reason="off_topic")
    look = eyes(ines)
    look.see("modération d'un récit publié", f"/moderation/{published.pk}/")
    look.see("modération d'un récit corrigé", f"/moderation/{corrected.pk}/")
    look.see("modération d'un récit rejeté", f"/moderation/{rejected.pk}/")
    tab = take(Step.MODERATE, taken, ines)
    look.page.goto(f"/moderation/{taken.pk}/?tab={tab}")
    look.open("#message-panel")
    look.page.locator("#decide-message").fill(LONG["text"])
    actions.take_over(Step.MODERATE, taken.pk, **pressed(taken, lucie), reason=LONG["text"])
    look.page.locator("[data-lost]").wait_for()
    look.see("modération d'un récit qui vient d'être repris")
    for _ in range(3):
        take(Step.MODERATE, submitted_story(mamie, world.caf_gard), ines)
    last = submitted_story(mamie, world.caf_gard)
    look.page.goto(f"/moderation/{last.pk}/")
    look.page.get_by_role("button", name="Prendre en charge").click()
    look.page.get_by_role("heading", name="Vos mains sont pleines").wait_for()
    look.see("409 de qui a les mains pleines")


def test_the_agents_desk(eyes, world, mamie, sonia, marc, vera, gilles, house_of_a_long_name):
    look = eyes(sonia)
    look.see("réponses vides", "/reponses/")

    def routed() -> Routing:
        story = published_story(mamie, world.caf_gard, house_of_a_long_name, **LONG)
        return story.routings.get(structure=world.caf_gard)

    free, held, mine, submitted, back, answered, closed = (routed() for _ in range(7))
    take(Step.DRAFT, held, marc)
    tab = take(Step.DRAFT, mine, sonia)
    actions.save_draft(mine.pk, **pressed(mine, sonia), tab=tab, saves=0, words=LONG_WORDS)
    submit_reply(submitted, sonia, LONG_WORDS)
    submit_reply(back, sonia, LONG_WORDS)
    judged = take(Step.VALIDATE, back, vera)
    actions.send_back(back.pk, **pressed(back, vera), tab=judged, comment=LONG["text"])
    answer(answered)
    actions.withdraw(closed.story_id, **pressed(closed.story, mamie))
    here = f"/reponses/{mine.pk}/?tab={tab}"

    look.see("réponses", "/reponses/")
    look.see("réponse libre", f"/reponses/{free.pk}/")
    look.see("réponse tenue par un autre", f"/reponses/{held.pk}/")
    look.see("réponse tenue dans un autre onglet", f"/reponses/{mine.pk}/")
    look.see("réponse tenue ici", here)
    look.page.locator("#words-text").fill("")
    look.press("Soumettre à validation Ctrl ⏎")
    look.see("réponse vide refusée")
    look.see("réponse soumise", f"/reponses/{submitted.pk}/")
    look.see("réponse renvoyée", f"/reponses/{back.pk}/")
    tab = take(Step.DRAFT, back, sonia)
    look.see("réponse renvoyée, tenue ici", f"/reponses/{back.pk}/?tab={tab}")
    look.see("réponse publiée", f"/reponses/{answered.pk}/")
    look.see("réponse close", f"/reponses/{closed.pk}/")
    look.see("notifications d'une agente", "/notifications/")
    manager = eyes(gilles)
    manager.see("réponse tenue par un autre, pour la gestion", f"/reponses/{held.pk}/")
    manager.see("réponse reprise", f"/reponses/{held.pk}/?reprendre=1")


def test_the_validators_desk(eyes, world, mamie, sonia, marc, vera):
    look = eyes(vera)
    look.see("validation vide", "/validation/")

    def submitted(words=WORDS, by=sonia) -> Routing:
        routing = published_story(mamie, world.caf_gard, **LONG).routings.get()
        submit_reply(routing, by, words)
        return routing

    free, held, mine, own = submitted(LONG_WORDS), submitted(), submitted(), submitted(by=marc)
    again = take(Step.VALIDATE, mine, vera)
    actions.send_back(mine.pk, **pressed(mine, vera), tab=again, comment="Plus court.")
    submit_reply(mine, sonia, LONG_WORDS)
    take(Step.VALIDATE, held, marc)
    here = f"/validation/{mine.pk}/?tab={take(Step.VALIDATE, mine, vera)}"

    look.see("validation", "/validation/")
    look.see("validation d'une réponse libre", f"/validation/{free.pk}/")
    look.see("validation d'une réponse tenue par un autre", f"/validation/{held.pk}/")
    look.see("validation reprise", f"/validation/{held.pk}/?reprendre=1")
    look.see("validation tenue ici", here)
    look.open("#edit-panel")
    look.see("validation qui modifie")
    look.page.locator("#words-text").fill("")
    look.press("Publier ma version")
    look.see("validation qui modifie, refusée")
    look.page.goto(here)
    look.open("#back-panel")
    look.see("validation qui renvoie")
    look.press("Renvoyer aux rédacteurs")
    look.see("validation qui renvoie, refusée")
    writer = eyes(marc)
    tab = take(Step.VALIDATE, own, marc)
    writer.see("validation de sa propre réponse", f"/validation/{own.pk}/?tab={tab}")
