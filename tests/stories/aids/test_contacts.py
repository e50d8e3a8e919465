"""E-mail addresses, links and telephone numbers."""

import pytest

from stories.aids import Kind
from tests.stories.aids.seen import seen


@pytest.mark.parametrize(
    "address",
    [
        "marie.lambert@exemple.fr",
        "élodie+caf@mail.exemple.com",
        "JP@EXEMPLE.ORG",
        "marie @ exemple.fr",
        "marie (at) exemple point fr",
        "marie[arobase]exemple[dot]fr",
        "marie arobase exemple point fr",
    ],
)
@pytest.mark.parametrize("around", ["{}", "Écrivez à {}.", "({})", "à {}.Depuis, rien", "mail:{}"])
def test_an_email_is_seen_in_any_disguise(address: str, around: str) -> None:
    assert seen(around.format(address), Kind.EMAIL) == [address]


@pytest.mark.parametrize(
    "text", ["le @3828.Depuis", "a@b", "@CAF", "12@34.56", "un point fr", "à 10 h @ Lyon"]
)
def test_what_has_no_house_is_no_email(text: str) -> None:
    assert seen(text, Kind.EMAIL) == []


@pytest.mark.parametrize(
    "link",
    [
        "https://exemple.fr/a?b=1#c",
        "http://bit.ly/x",
        "www.caf.fr",
        "forum-usagers.com/sujet/44",
        "exemple.net",
    ],
)
@pytest.mark.parametrize("around", ["{}", "Voyez {}.", "({})", "« {} »"])
def test_a_link_is_seen_without_the_punctuation_around_it(link: str, around: str) -> None:
    assert seen(around.format(link), Kind.URL) == [link]


@pytest.mark.parametrize(
    "text", ["impots.gouv.fr est en panne", "sur ameli.fr.", "J'attends.Je pars", "3.5 points"]
)
def test_the_name_of_a_public_site_is_no_link(text: str) -> None:
    assert seen(text, Kind.URL) == []


@pytest.mark.parametrize(
    "number",
    [
        "0612345678",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "06-12-34-56-78",
        "06/12/34/56/78",
        "06 - 12 - 34 - 56 - 78",
        "06 1234 5678",
        "0 6 1 2 3 4 5 6 7 8",
        "(04) 73 12 34 56",
        "+33 6 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "0033612345678",
        "09 71 10 39 60",
        "+32 470 12 34 56",
        "00 34 612 345 678",
    ],
)
@pytest.mark.parametrize("around", ["{}", "au {}.", "({})", "Tél.:{}?", "{}svp"])
def test_a_telephone_number_is_seen_in_any_clothes(number: str, around: str) -> None:
    assert seen(around.format(number), Kind.PHONE) == [number]


def test_two_numbers_in_a_row_are_two_marks() -> None:
    assert len(seen("06 12 34 56 78 / 01 23 45 67 89", Kind.PHONE)) == 2


def test_a_number_is_seen_beside_a_date() -> None:
    assert seen("le 01/09/2021 06 12 34 56 78", Kind.PHONE) == ["06 12 34 56 78"]
    assert seen("au +41 79 123 45 67 2020 fois", Kind.PHONE) == ["+41 79 123 45 67"]


@pytest.mark.parametrize(
    "text", ["3939", "36 46", "115", "0 800 123 456", "0892 12 34 56", "+33 809 40 14 01"]
)
def test_the_number_of_a_service_is_nobodys(text: str) -> None:
    assert seen(f"J'ai appelé le {text} en vain.", Kind.PHONE) == []


@pytest.mark.parametrize(
    "text", ["01/09/2021 11 h", "012345678901", "+12 34 56 78", "AB0612345678", "1,0612345"]
)
def test_dates_and_references_are_no_telephone_numbers(text: str) -> None:
    assert seen(f"le {text} et rien", Kind.PHONE) == []
