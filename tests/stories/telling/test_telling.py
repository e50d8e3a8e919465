import pytest
from django.urls import reverse

from stories.models import Story
from tests.stories.telling_done import begin, step_url, tell
from tests.stories_made import TEXT, TITLE

pytestmark = pytest.mark.django_db


def test_the_first_page_says_what_is_not_for_here(client, db):
    page = client.get(reverse("stories:tell")).text

    assert "Ce n'est pas ici" in page
    assert reverse("stories:elsewhere") in page


def test_somebody_whose_procedure_is_under_way_is_told_whom_to_contact(client, db):
    response = client.post(reverse("stories:tell"), {"situation": "ongoing"}, follow=True)

    assert "www.caf.fr" in response.text
    assert not Story.objects.exists()


def test_a_service_that_does_not_answer_yet_is_said_so_while_telling(client, world):
    pk = begin(client)
    tell(client, pk, "services", structures=[world.caf_gard.pk, world.sip_nimes.pk])

    page = client.get(step_url(pk, "contact")).text

    assert page.count("ne répond pas encore sur Voxusagers") == 1


def test_a_service_nobody_finds_is_said_with_ones_own_words(client, world):
    pk = begin(client)

    response = tell(client, pk, "services", other_service="Le bureau au fond du couloir")

    assert response.url == step_url(pk, "quand")
    assert Story.objects.get(pk=pk).other_service == "Le bureau au fond du couloir"


def test_a_draft_belongs_to_its_browser(client, client_of_another, world):
    pk = begin(client)

    assert client_of_another.get(step_url(pk, "recit")).status_code == 404
    saved = client_of_another.post(reverse("stories:autosave", args=[pk]), {"text": "volé"})
    assert saved.status_code == 404


def test_an_incomplete_story_cannot_be_sent(client, world, mamie):
    client.force_login(mamie)
    pk = begin(client)
    tell(client, pk, "recit", title=TITLE, text=TEXT)

    page = client.get(step_url(pk, "relecture")).text
    client.post(reverse("workflow:submit", args=[pk]), {"version": 2, "key": "k"})

    assert "Dites quel service" in page
    assert Story.objects.get(pk=pk).state == Story.State.DRAFT


@pytest.mark.parametrize(
    ("slug", "told", "message"),
    [
        ("recit", {"title": TITLE, "text": "court"}, "au moins 20 caractères"),
        ("recit", {"title": "", "text": TEXT}, "Donnez un titre"),
        ("recit", {"title": "t" * 151, "text": TEXT}, "150 caractères"),
        ("recit", {"title": TITLE, "text": "a" * 15_001}, "15\u202f000 caractères"),
        ("recit", {"title": TITLE, "text": "nul \x00 nul nul nul nul nul"}, "nul"),
        ("ressenti", {"feeling": "furieux"}, "quatre réponses"),
        ("ressenti", {}, "quatre réponses"),
        ("quand", {"happened_on": "2926-01-01"}, "dans l&#x27;avenir"),
        ("quand", {"happened_on": "0001-01-01"}, "trop ancienne"),
        ("quand", {"happened_on": "un jour"}, "par exemple 12/03/2026"),
        ("quand", {"happened_on": "2025-01-01", "place": "x" * 121}, "120 caractères"),
        ("pseudonyme", {"pseudonym": "moi@exemple.test"}, "adresse ou à un numéro"),
        ("pseudonyme", {"pseudonym": "06 12 34 56 78"}, "adresse ou à un numéro"),
        ("pseudonyme", {"pseudonym": "x"}, "trop court"),
        ("quand", {"happened_on": "x" * 61}, "trop longue"),
        ("services", {}, "Choisissez un service"),
        ("services", {"other_service": "x" * 201}, "200 caractères"),
    ],
)
def test_what_cannot_be_accepted_is_said_and_kept(client, world, slug, told, message):
    pk = begin(client)

    response = tell(client, pk, slug, **told)

    assert response.status_code == 422
    assert message in response.text
    assert "fr-error-text" in response.text
    for typed in told.values():
        if len(typed) > 2 and "\x00" not in typed and slug != "ressenti":
            assert typed.split("'")[0] in response.text


def test_telling_can_start_from_a_service(client, world):
    url = f"{reverse('stories:tell')}?structure={world.caf_gard.pk}"

    client.post(url, {"situation": "unanswered"})

    assert Story.objects.get().structures.get() == world.caf_gard
