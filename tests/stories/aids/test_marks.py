"""What the aids promise to those who draw and take out marks."""

from itertools import pairwise

import pytest

from stories.aids import Kind, Mark, find, redact

TEXT = "Mme Anne Martin (06 12 34 56 78, anne@exemple.fr) est une CONNASSE, écrit jp@exemple.fr."


def test_marks_come_in_the_order_of_the_text_and_never_overlap() -> None:
    marks = find(
        f"{TEXT} 12 rue Jean Moulin, 69003 Lyon. M. DUPONT EST VRAIMENT TRÈS MÉCHANT AVEC TOUT LE MONDE"
    )
    assert marks == sorted(marks)
    assert all(one.end <= other.start for one, other in pairwise(marks))
    assert {mark.kind for mark in marks} == {"email", "phone", "person", "insult", "address", "shouting"}


def test_a_text_without_anything_has_no_marks() -> None:
    assert find("") == find("Le guichet était fermé, j'ai attendu une heure.") == []


@pytest.mark.parametrize("kind", Kind)
def test_only_what_is_surely_of_a_person_blocks(kind: Kind) -> None:
    assert Mark(0, 1, kind).blocks == (kind in {"nir", "iban", "email", "phone"})


def test_a_redacted_text_says_where_something_is_missing() -> None:
    text = "Mme Anne Martin, au 06 12 34 56 78, est aimable."
    assert redact(text, find(text)) == "Mme […], au […], est aimable."
    assert redact(text, find(text)[1]) == "Mme Anne Martin, au […], est aimable."
    assert redact(text, []) == text


def test_nothing_blocks_once_everything_is_redacted() -> None:
    assert not any(mark.blocks for mark in find(redact(TEXT, find(TEXT))))


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Mme Le\u0301a Lefe\u0300vre\u0301 dit", "Le\u0301a Lefe\u0300vre\u0301"),
        ("au 0\u200b6 12\u00ad 34 56 78 !", "0\u200b6 12\u00ad 34 56 78"),
        ("au ０６ １２ ３４ ５６ ７８ !", "０６ １２ ３４ ５６ ７８"),
        ("au 06\u202f12\u00a034\u200956—78 !", "06\u202f12\u00a034\u200956—78"),
        ("au \u202e06 12 34 56 78\u202c !", "06 12 34 56 78"),
        ("au 0\ufe0f\u20e36\ufe0f\u20e3 12 34 56 78 !", "0\ufe0f\u20e36\ufe0f\u20e3 12 34 56 78"),
        ("😀\x00 à ①rue, 06 12 34 56 78 😀", "06 12 34 56 78"),
    ],
)
def test_marks_are_places_of_the_text_as_it_was_written(text: str, marked: str) -> None:
    (mark,) = find(text)
    assert text[mark.start : mark.end] == marked
