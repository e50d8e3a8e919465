import re

import pytest
from django.urls import reverse

from directory.models import Structure
from tests.stories_made import answer, published_story

pytestmark = pytest.mark.django_db


def cards_of(page: str) -> list[int]:
    """The ids of the stories on a page, in their order."""
    return [int(pk) for pk in re.findall(r'id="story_card-(\d+)"', page)]


def test_the_list_is_filtered_by_a_service_and_all_below_it(client, world, mamie):
    of_ales = published_story(mamie, world.caf_ales, title="Alès")
    of_fs = published_story(mamie, world.fs_sommieres, title="Sommières")

    def titles(structure: Structure) -> set[int]:
        page = client.get(reverse("stories:list"), {"structure": structure.pk})
        return set(cards_of(page.text))

    assert titles(world.cnaf) == {of_ales.pk}
    assert titles(world.caf_ales) == {of_ales.pk}
    assert titles(world.fs_sommieres) == {of_fs.pk}


def test_the_list_is_filtered_by_feeling_and_by_answer(client, world, mamie):
    sad = published_story(mamie, world.caf_gard)
    glad = published_story(mamie, world.caf_gard, feeling="positive")
    answer(glad.routings.first())

    def found(**wanted: str) -> set[int]:
        return set(cards_of(client.get(reverse("stories:list"), wanted).text))

    assert found(ressenti="positive") == {glad.pk}
    assert found(ressenti="negative") == {sad.pk}
    assert found(reponse="oui") == {glad.pk}
    assert found(reponse="non") == {sad.pk}
    assert found() == {sad.pk, glad.pk}


def test_the_list_goes_on_where_it_stopped_whatever_is_published_meanwhile(client, world, mamie):
    told = [published_story(mamie, world.caf_gard) for _ in range(25)]
    first = client.get(reverse("stories:list"))
    published_story(mamie, world.caf_gard, title="Arrivée entre-temps")

    following = {"avant": first.text.partition("?avant=")[2].partition('"')[0]}
    second = client.get(reverse("stories:list"), following)

    seen = cards_of(first.text) + cards_of(second.text)
    assert sorted(seen) == sorted(story.pk for story in told)
    assert "Plus anciennes" not in second.text


@pytest.mark.parametrize(
    "asked",
    [
        {"structure": "0"},
        {"structure": "9" * 30},
        {"structure": "999999"},
        {"ressenti": "furieux"},
        {"reponse": "peut-être"},
        {"avant": "hier"},
        {"avant": "99999999999999999-1"},
        {"avant": "1-" + "9" * 18},
        {"avant": "\x00"},
    ],
)
def test_a_strange_question_to_the_list_is_answered_in_french(client, world, asked):
    response = client.get(reverse("stories:list"), asked)

    assert response.status_code in {200, 400}


def test_an_empty_list_says_so(client, db):
    assert "Aucune expérience" in client.get(reverse("stories:list")).text
    assert "Aucune expérience" in client.get(reverse("stories:home")).text
