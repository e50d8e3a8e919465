"""Every page that anybody may open, in every state: empty, full, too long, gone, refused."""

from urllib.parse import urlencode

import pytest
from allauth.core.ratelimit import respond_429
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponseNotAllowed
from django.test import Client, RequestFactory
from django.utils import timezone

from project import errors
from stories.models import Reply, Routing, Story
from tests.browser.access.conftest import LONG
from tests.pressing import pressed
from tests.stories_made import answer, published_story
from workflow import actions
from workflow.demo.houses import load_houses, load_people

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_anybody_reads(eyes, world, mamie, lucie, house_of_a_long_name):
    look = eyes()
    look.see("accueil vide", "/")
    look.see("liste vide", "/experiences/")
    for number in range(19):
        published_story(mamie, world.caf_gard, feeling=("positive", "neutral", "unexpressed")[number % 3])
    long = published_story(mamie, house_of_a_long_name, world.caf_gard, **LONG)
    answer(long.routings.get(structure=world.caf_gard), LONG["text"], status=Reply.Status.DONE)
    answered = published_story(mamie, world.caf_gard)
    rated = answer(answered.routings.get(), corrected_at=timezone.now())
    Reply.objects.filter(pk=rated.pk).update(rating=Reply.Rating.NOT_APPROPRIATE)
    silent = published_story(mamie, world.sip_nimes)
    waiting = published_story(mamie, world.caf_ales, world.fs_sommieres, world.caf_gard)
    for state, routing in zip(
        ("drafting", "to_validate", "transfer_asked"), waiting.routings.all(), strict=True
    ):
        Routing.objects.filter(pk=routing.pk).update(state=state)

    look.see("récit long", f"/experiences/{long.pk}/")
    look.see("récit répondu", f"/experiences/{answered.pk}/")
    look.see("récit d'un service qui ne répond pas encore", f"/experiences/{silent.pk}/")
    look.see("récit en attente de trois services", f"/experiences/{waiting.pk}/")
    look.see("accueil", "/")
    look.see("liste", "/experiences/")
    look.page.get_by_role("link", name="Plus anciennes").click()
    look.see("liste plus ancienne")
    for state, wanted in {
        "liste d'un service": {"structure": house_of_a_long_name.pk},
        "liste filtrée sans rien": {"ressenti": "positive", "reponse": "oui"},
        "liste avec des services à choisir": {"q": "caf", "find": 1},
    }.items():
        look.see(state, f"/experiences/?{urlencode(wanted)}")
    look.see("liste d'un service inconnu", f"/experiences/?structure={10**9}", status=400)
    actions.unpublish(silent.pk, **pressed(silent, lucie), public_reason="Une personne s'y reconnaissait.")
    look.see("récit dépublié", f"/experiences/{silent.pk}/", status=410)
    look.page.goto(f"/experiences/{waiting.pk}/")
    actions.withdraw(waiting.pk, **pressed(waiting, mamie))
    look.page.get_by_role("heading", name="n'est plus publiée").wait_for()
    look.page.evaluate("window.shifts.length = 0")  # what is taken back leaves its place at once
    look.see("récit retiré pendant qu'on le lit")


def test_finding_a_service(eyes, world, house_of_a_long_name):
    look = eyes()
    look.see("recherche vide", "/services/recherche/")
    look.see("recherche", "/services/recherche/?q=ca")
    look.see("recherche sans résultat", "/services/recherche/?q=zzzz")
    look.page.goto("/experiences/")
    look.page.locator("[data-words]").fill("ca")
    look.page.locator("[data-picker] [role=option]").first.wait_for()
    look.page.keyboard.press("ArrowDown")
    look.see("liste avec des suggestions")


def test_signing_in_and_the_demonstration(eyes, world, mamie):
    look = eyes()
    look.see("démonstration vide", "/demo/")
    look.see("courriels vides", "/demo/courriels/")
    look.see("se connecter", "/compte/login/code/")
    look.press("Recevoir un code")
    look.see("se connecter sans adresse")
    look.page.get_by_label("Votre adresse électronique").fill(mamie.email)
    look.press("Recevoir un code")
    look.see("code de connexion")
    look.page.get_by_label("Code").fill("000000")
    look.press("Se connecter")
    look.see("code de connexion faux")
    look.see("courriels", "/demo/courriels/")
    load_people(load_houses())
    look.see("démonstration", "/demo/")
    look.see("compte fermé", "/compte/inactive/")


def test_what_is_refused(eyes, world, mamie):
    look = eyes(mamie)
    look.see("404", "/nulle/part/", status=404)
    look.see("403", "/moderation/", status=403)
    story = published_story(mamie, world.caf_gard)
    look.page.goto(f"/mes-experiences/{story.pk}/retrait/")
    Story.objects.filter(pk=story.pk).update(version=9)
    look.press("Retirer")
    look.see("409")
    look.page.goto(f"/mes-experiences/{story.pk}/retrait/")
    look.page.locator("input[name=version]").evaluate("(field) => field.remove()")
    look.press("Retirer")
    look.see("422")
    look.page.goto("/raconter/")
    look.page.get_by_text("Oui", exact=False).first.click()
    look.press("Continuer")
    look.page.get_by_label("Racontez ce qui s'est passé").fill(LONG["text"])
    look.page.context.clear_cookies(name="csrftoken")
    look.page.get_by_role("button", name="Continuer").click()
    look.page.locator("[data-saved]", has_text="Pas encore enregistré").wait_for()
    look.press("Continuer")  # asked twice, the form goes all the same
    look.see("403 d'une session changée")


def test_what_is_refused_by_a_server_in_trouble(eyes, db):
    """Drawn here, and shown as if the server had: it will not break down for us."""
    asked = RequestFactory().get("/")
    asked.user = AnonymousUser()
    elsewhere = Client().get("/", headers={"Host": "ailleurs.example"})
    wrong_way = errors.readable(asked, HttpResponseNotAllowed(["POST"]))
    look = eyes()
    for page in (errors.server_error(asked), errors.busy(asked), respond_429(asked), elsewhere, wrong_way):
        look.page.route("**/panne/", lambda route, _, body=page.text: route.fulfill(body=body))
        look.see(str(page.status_code), "/panne/")
