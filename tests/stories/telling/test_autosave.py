import pytest
from django.urls import reverse

from stories.models import Story
from tests.stories.telling_done import begin, step_url, tell

pytestmark = pytest.mark.django_db


def autosave(client, pk: int, version: int, **typed: str):
    return client.post(reverse("stories:autosave", args=[pk]), {"version": version} | typed)


def test_words_are_saved_as_they_are_typed(client):
    pk = begin(client)

    saved = autosave(client, pk, 1, text="Ce matin", title="")

    assert saved.json()["version"] == 2
    assert len(saved.json()["at"]) == len("10:42:05")
    assert "Ce matin" in client.get(step_url(pk, "recit")).text


def test_a_late_save_never_puts_older_words_over_newer_ones(client):
    pk = begin(client)
    autosave(client, pk, 1, text="Les mots les plus récents")

    late = autosave(client, pk, 1, text="Les mots")

    assert late.status_code == 409
    assert Story.objects.get(pk=pk).text == "Les mots les plus récents"


def test_saving_the_same_words_again_is_no_conflict(client):
    pk = begin(client)
    autosave(client, pk, 1, text="Ce matin")

    assert autosave(client, pk, 1, text="Ce matin").status_code == 200


def test_two_tabs_keep_both_texts_until_their_author_chooses(client):
    pk = begin(client)
    autosave(client, pk, 1, text="Écrit dans le premier onglet, longuement")

    told = {"version": 1, "title": "Un titre", "text": "Écrit dans le second onglet, longuement"}
    response = client.post(step_url(pk, "recit"), told)

    assert response.status_code == 409
    assert "premier onglet" in response.text
    assert "second onglet" in response.text
    assert Story.objects.get(pk=pk).text.startswith("Écrit dans le premier")
    tell(client, pk, "recit", title="Un titre", text="Écrit dans le second onglet, longuement")
    assert Story.objects.get(pk=pk).text.startswith("Écrit dans le second")


@pytest.mark.parametrize(
    "typed",
    [{"text": "a" * 1_000_000}, {"title": "t\x00t"}, {"place": "x" * 5000}, {"version": "x"}, {}],
)
def test_strange_words_are_cut_or_cleaned_never_an_error(client, typed):
    pk = begin(client)

    response = client.post(reverse("stories:autosave", args=[pk]), {"version": "1"} | typed)

    assert response.status_code in {200, 409}


def test_a_draft_left_empty_is_taken_up_again(client):
    assert begin(client) == begin(client)


def test_a_discarded_draft_is_gone(client):
    pk = begin(client)
    autosave(client, pk, 1, text="À jeter")

    client.post(reverse("stories:discard", args=[pk]))

    assert not Story.objects.exists()


def test_a_draft_sent_from_another_tab_is_not_saved_any_more(client):
    pk = begin(client)
    Story.objects.filter(pk=pk).delete()

    assert autosave(client, pk, 1, text="Trop tard").status_code == 404
