"""The last look before sending: what all will read, and what had better not be in it."""

import pytest
from django.urls import reverse

from stories.models import Story
from tests.stories.telling_done import begin, step_url, tell_all
from tests.stories_made import TEXT, draft_story

pytestmark = pytest.mark.django_db


def page_of(client, **told: str) -> str:
    pk = begin(client)
    Story.objects.filter(pk=pk).update(**told)
    page: str = client.get(step_url(pk, "relecture")).text
    return page.replace("&#x27;", "'").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("passage", "what"),
    [
        ("06 12 34 56 78", "un numéro de téléphone : retirez-le si c'est le vôtre"),
        ("nadia.petit@exemple.fr", "une adresse électronique : retirez-la si c'est la vôtre"),
        ("2 69 05 49 588 157 80", "un numéro de sécurité sociale : retirez-le"),
        ("FR14 2004 1010 0505 0001 3M02 606", "un numéro de compte bancaire (IBAN) : retirez-le"),
        ("Sandrine", "un nom de personne : dites plutôt sa fonction, les noms ne sont pas publiés"),
        ("abrutis", "une injure ou une grossièreté : elle ne serait pas publiée"),
    ],
)
def test_what_gives_somebody_away_is_marked_and_warned_of(client, passage, what):
    page = page_of(client, title="Un titre", text=f"Bonjour.\n\nRépondez-moi : {passage}, merci <b>.")

    assert f"Votre récit contient ce qui ressemble à {what}." in page
    assert f"<mark>{passage}<" in page
    assert "merci &lt;b&gt;." in page


def test_the_title_is_read_too_and_a_kind_is_named_once(client):
    page = page_of(client, title="Mon 06 12 34 56 78", text="Le 06 12 34 56 78 et le 06 12 34 56 79.")

    assert page.count("Votre titre contient") == 1
    assert page.count("Votre récit contient") == 1
    assert page.count("<mark>") == 3


def test_a_warning_leads_to_the_words_and_stops_nobody(client, world):
    pk = tell_all(client, world)
    Story.objects.filter(pk=pk).update(text=f"{TEXT} Appelez-moi au 06 12 34 56 78.")

    page = client.get(step_url(pk, "relecture")).text

    assert f'href="{step_url(pk, "recit")}?puis=relecture">Modifier le récit' in page
    assert reverse("workflow:send_code", args=[pk]) in page
    assert client.get(reverse("workflow:send_code", args=[pk])).status_code == 200


def test_nothing_is_warned_of_in_words_that_name_nobody(client):
    page = page_of(client, title="Un titre", text="Le 3230 ne répond pas, j'ai payé 12 500 euros en 2026.")

    assert "À vérifier" not in page
    assert "<mark>" not in page


def test_the_services_are_called_services_and_the_button_says_what_comes_next(client, world):
    page = client.get(step_url(tell_all(client, world), "relecture")).text.replace("\u00a0", " ")

    assert "Services concernés" in page
    assert "<strong>Caf du Gard</strong> : téléphone, site internet" in page
    assert "Continuer : votre adresse électronique" in page
    assert "votre adresse électronique, pour vous prévenir" in page


def test_somebody_signed_in_has_only_to_send(client, world, mamie):
    client.force_login(mamie)
    draft = draft_story(mamie, [world.caf_gard])

    page = client.get(step_url(draft.pk, "relecture")).text

    assert "Service concerné<" in page
    assert "Envoyer mon récit" in page
    assert "adresse électronique" not in page
