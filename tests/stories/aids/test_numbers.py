"""Numbers that name one person: by their check digits, by the word before them, by their shape."""

import pytest

from stories.aids import Kind, find
from tests.stories.aids.seen import seen

NIRS = [
    "295109912611193",
    "2 95 10 99 126 111 93",
    "2.95.10.99.126.111.93",
    "2-95-10-99-126-111-93",
    "2 95 10 99 126 111/93",
    "2 53 07 2A 073 004 43",
    "253072b07300470",
    "２ ９５ １０ ９９ １２６ １１１ ９３",
]
IBANS = [
    "FR7630006000011234567890189",
    "FR76 3000 6000 0112 3456 7890 189",
    "fr76-3000-6000-0112-3456-7890-189",
    "DE89 3704 0044 0532 0130 00",
    "BE68 5390 0754 7034",
]


@pytest.mark.parametrize("nir", NIRS)
@pytest.mark.parametrize("around", ["{}", "n° {}.", "({})", "le 1 {}", "sécu:{}et rien"])
def test_a_nir_is_seen_however_it_is_spaced(nir: str, around: str) -> None:
    assert seen(around.format(nir), Kind.NIR) == [nir]


@pytest.mark.parametrize("iban", IBANS)
@pytest.mark.parametrize("around", ["{}", "IBAN {}.", "IBAN{}", "({})", "de 12 à {} euros"])
def test_an_iban_is_seen_however_it_is_spaced(iban: str, around: str) -> None:
    assert seen(around.format(iban), Kind.IBAN) == [iban]


@pytest.mark.parametrize(
    "number", ["2 95 10 99 126 111 99", "295109912611199", "FR76 3000 6000 0112 3456 7890 188"]
)
def test_with_a_wrong_key_it_only_warns(number: str) -> None:
    (mark,) = find(f"Voici {number}, merci.")
    assert (mark.kind, mark.blocks) == (Kind.NUMBER, False)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Mon numéro d'allocataire est le 1234567", "1234567"),
        ("N° allocataire : 0765432", "0765432"),
        ("Numéro fiscal : 30 23 217 600 053", "30 23 217 600 053"),
        ("aux impôts : 3023217600053", "3023217600053"),
        ("dossier n° 2024-0098127", "2024-0098127"),
        ("mon passeport 12AB34567", "12AB34567"),
        ("CNI: AB1234567890", "AB1234567890"),
        ("ma carte 4970 1012 3456 7893", "4970 1012 3456 7893"),
        ("sous le n° 7843219", "7843219"),
    ],
)
def test_a_number_given_to_a_person_is_seen(text: str, number: str) -> None:
    assert seen(f"{text}, voilà.", Kind.NUMBER) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "la loi n° 2000-321",
        "ma demande du 12/03/2021",
        "un dossier de 350 pages",
        "le dossier 12000 euros",
        "le SIRET 732 829 320 00074",
        "123456789012345",
        "Cerfa n° 13750*05",
    ],
)
def test_laws_dates_sums_and_firms_are_no_numbers_of_a_person(text: str) -> None:
    assert find(f"C'est {text} et rien d'autre") == []
