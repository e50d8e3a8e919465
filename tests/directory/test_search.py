"""Finding a service as one types."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from directory.models import Structure
from directory.search import find_structures

pytestmark = pytest.mark.django_db


def names(words: str, limit: int = 10) -> list[str]:
    return [str(structure) for structure in find_structures(words, limit)]


@pytest.mark.parametrize(
    "words",
    ["caf alès", "CAF ALES", "ale ca", "  alès,caf ", "caf d'alès", "gar alès", "caf ale\u0300s"],
)
def test_the_beginnings_of_words_are_enough_in_any_order_with_or_without_accents(world, words):
    assert names(words) == ["Caf du Gard - Alès"]


def test_the_town_is_searched_too(world):
    assert names("nimes") == ["Caf du Gard", "Service des impôts de Nîmes"]


def test_every_word_must_be_there(world):
    assert names("impots nimes") == ["Service des impôts de Nîmes"]
    assert names("impots gard sommieres") == []


def test_link_words_count_only_alone(world):
    assert names("service de l'impôt à Nîmes") == ["Service des impôts de Nîmes"]
    assert names("des") == ["Service des impôts de Nîmes"]


@pytest.mark.parametrize("words", ["st etienne", "saint etienne", "saint-etienne"])
@pytest.mark.parametrize("town", ["ST-ETIENNE", "Saint-Étienne"])
def test_a_saint_may_be_shortened(world, words, town):
    Structure.objects.filter(pk=world.sip_nimes.pk).update(town=town)

    assert names(words) == ["Service des impôts de Nîmes"]


def test_closed_services_are_not_found(world):
    Structure.objects.filter(pk=world.caf_ales.pk).update(active=False)

    assert names("caf") == ["Caf du Gard"]
    assert names("caf alez") == []


def test_those_that_answer_come_first_then_by_name(world):
    Structure.objects.filter(pk=world.caf_ales.pk).update(name="Zone d'Alès", town="Nîmes")
    Structure.objects.filter(pk=world.fs_sommieres.pk).update(
        town="Nîmes", answers_since=timezone.localdate() + timedelta(days=1)
    )

    assert names("nîmes") == [
        "Caf du Gard",
        "Zone d'Alès",
        "France services Sommières",
        "Service des impôts de Nîmes",
    ]


def test_each_says_since_when_it_answers_at_a_constant_cost(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = find_structures("nimes")
        told = [(structure.network.name, structure.since) for structure in found]

    assert told == [("Branche Famille", date(2019, 3, 14)), ("DGFiP", None)]


def test_there_are_no_more_than_asked_for(world):
    assert names("nimes", limit=1) == ["Caf du Gard"]


@pytest.mark.parametrize("words", ["sommierre france", "somieres", "Sommièrs"])
def test_a_misspelled_word_is_understood_when_nothing_else_is_found(world, words):
    assert names(words) == ["France services Sommières"]


def test_what_matches_as_typed_hides_what_only_resembles(world):
    Structure.objects.filter(pk=world.sip_nimes.pk).update(name="Sommiers de Nîmes")

    assert names("sommiers") == ["Sommiers de Nîmes"]


def test_a_misspelling_costs_one_query_more(world, django_assert_num_queries):
    with django_assert_num_queries(2):
        find_structures("somieres frence")


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "\0",
        "'",
        "-- ; \\ ' \" $$",
        "& | ! <-> ( ) :*",
        "\ud800",
        "\u202e\u200b",
        "🦄🦄",
    ],
)
def test_what_holds_no_word_finds_nothing(world, words, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert names(words) == []


@pytest.mark.parametrize(
    "words",
    ["caf:* & !gard | (", "caf' OR 1=1 --", "%caf%", "caf\0", "caf \ud800", "<b>caf</b>", "²³ caf"],
)
def test_the_signs_of_query_languages_mean_nothing(world, words):
    assert len(names(words)) <= 2


@pytest.mark.parametrize("unit", ["x", "é ", "caf ", "ﷺ", "a\u0300", "((((", "' & "])
def test_a_megabyte_is_cut_and_answered(world, unit):
    assert len(names(unit * (1_000_000 // len(unit)))) <= 2
