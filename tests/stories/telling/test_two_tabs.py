"""One draft open twice: nothing chosen on a page that is out of date replaces what was chosen since."""

import pytest
from django.urls import reverse

from directory.picker import MOST_CHOSEN
from stories.models import ContactMode, Story
from tests.stories.telling_done import begin, step_url, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def pk(client) -> int:
    return begin(client)


def services_of(pk: int) -> set[str]:
    return {str(structure) for structure in Story.objects.get(pk=pk).structures.all()}


def test_services_chosen_on_an_old_page_wait_for_their_author(client, world, pk):
    tell(client, pk, "services", structures=[world.caf_gard.pk])

    stale = {"version": 1, "structures": [world.sip_nimes.pk]}
    response = client.post(step_url(pk, "services"), stale)

    assert response.status_code == 409
    assert '<p class="kept">Caf du Gard</p>' in response.text
    assert f'value="{world.sip_nimes.pk}"' in response.text
    assert services_of(pk) == {"Caf du Gard"}
    tell(client, pk, "services", structures=[world.sip_nimes.pk])
    assert services_of(pk) == {str(world.sip_nimes)}


def test_contacts_said_on_an_old_page_wait_for_their_author(client, world, pk):
    tell(client, pk, "services", structures=[world.caf_gard.pk])
    old = Story.objects.get(pk=pk).version
    field = f"modes-{world.caf_gard.pk}"
    tell(client, pk, "contact", **{field: ["phone", "on_site"]})

    response = client.post(step_url(pk, "contact"), {"version": old, field: ["mail"]})

    assert response.status_code == 409
    assert '<p class="kept">Caf du Gard\u00a0: téléphone, accueil</p>' in response.text
    assert 'value="mail" checked' in response.text
    assert set(ContactMode.objects.values_list("mode", flat=True)) == {"phone", "on_site"}


def test_choosing_the_same_again_is_no_conflict(client, world, pk):
    told = {"version": 1, "structures": [world.caf_gard.pk]}

    first, again = (client.post(step_url(pk, "services"), told) for _ in range(2))

    assert first.status_code == again.status_code == 303


@pytest.mark.parametrize(
    ("slug", "now", "then", "kept"),
    [
        ("ressenti", {"feeling": "negative"}, {"feeling": "positive"}, "Ressenti négatif"),
        ("quand", {"happened_on": "mars 2026"}, {"happened_on": "2025"}, "en mars 2026"),
    ],
)
def test_what_the_draft_holds_is_said_in_words(client, pk, slug, now, then, kept):
    tell(client, pk, slug, **now)

    response = client.post(step_url(pk, slug), {"version": 1} | then)

    assert response.status_code == 409
    assert f'<p class="kept">{kept}</p>' in response.text


def test_searching_without_a_script_keeps_what_is_chosen_and_typed(client, world, pk):
    told = {"structures": [world.caf_gard.pk], "other_service": "Le guichet", "find": "1", "q": "impots"}

    page = client.get(tell(client, pk, "services", then="relecture", **told).url).text

    assert f'name="structures" value="{world.caf_gard.pk}"' in page
    assert 'value="Le guichet"' in page
    assert f'value="{world.sip_nimes.pk}"' in page
    assert 'name="then" value="relecture"' in page


def test_more_services_than_are_kept_is_said(client, world, pk):
    response = tell(client, pk, "services", structures=range(1, MOST_CHOSEN + 3))

    assert response.status_code == 422
    assert f"Vous avez choisi {MOST_CHOSEN + 2} services" in response.text


def test_a_draft_sent_elsewhere_is_not_chosen_for_any_more(client, world, pk):
    Story.objects.filter(pk=pk).delete()

    response = client.post(reverse("stories:services", args=[pk]), {"version": 1, "other_service": "x"})

    assert response.status_code == 404
