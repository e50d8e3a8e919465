"""Licence plates and postal addresses."""

import pytest

from stories.aids import Kind, find
from tests.stories.aids.seen import seen


@pytest.mark.parametrize(
    "plate", ["AB-123-CD", "AB 123 CD", "AB123CD", "ab-123-cd", "1234 AB 75", "123 ABC 2A", "12-XY-974"]
)
def test_plates_of_both_kinds_are_seen(plate: str) -> None:
    assert seen(f"ma voiture {plate}, volée", Kind.PLATE) == [plate]


@pytest.mark.parametrize(
    "text", ["12 EUR 50", "24 DEC 21", "AB-12-CD", "OI-123-UO", "3 RSA 12", "SS-123-AB", "XAB-123-CD"]
)
def test_sums_dates_and_references_are_no_plates(text: str) -> None:
    assert seen(f"le {text} et rien", Kind.PLATE) == []


@pytest.mark.parametrize(
    "address",
    [
        "12 rue des Lilas, 69003 Lyon",
        "3 bis, avenue Jean Jaurès",
        "145 boulevard de la République 83000 Toulon",
        "22 Blvd Voltaire",
        "8 rue du 11 novembre 1918",
        "4 allée des tilleuls",
        "6, cours Gambetta",
        "place de l'Étoile",
        "Avenue de la Liberté",
        "13001 Marseille",
        "Lyon 69001",
        "45 avenue Victor Hugo,\n69003 Lyon",
    ],
)
def test_an_address_is_one_mark(address: str) -> None:
    assert seen(f"c'est {address}.", Kind.ADDRESS) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "la mise en place depuis Janvier",
        "nous restons sur place Madame",
        "3 cours de français",
        "2 places en crèche",
        "je suis en route Cependant rien",
        "je suis à la rue",
        "25000 Euros",
        "le formulaire Cerfa 13750",
    ],
)
def test_words_of_every_day_are_no_address(text: str) -> None:
    assert find(text) == []
