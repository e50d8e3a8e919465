"""Insults in their disguises, and words that only begin like one; what is shouted."""

import pytest

from stories.aids import Kind, find
from tests.stories.aids.seen import seen


@pytest.mark.parametrize(
    "insult",
    [
        "connard",
        "Connards",
        "CONNASSE",
        "enculés",
        "encule\u0301",
        "c0nnard",
        "5@l0pe",
        "1mbéci1e",
        "p*tain",
        "c***ard",
        "connnnnard",
        "puuuute",
        "s a l o p e",
        "m.e.r.d.e",
        "c-o-n",
        "con\u00adnard",
        "con\u200bnard",
        "trou-du-cul",
        "fils de pute",
        "Allez vous faire foutre",
    ],
)
@pytest.mark.parametrize("around", ["{}", "quel {} !", "({})", "{}, va", "« {} »", "bande\nd'{}."])
def test_an_insult_is_seen_in_any_disguise(insult: str, around: str) -> None:
    assert seen(around.format(insult), Kind.INSULT) == [insult]


@pytest.mark.parametrize(
    "text",
    [
        "le concours du contrôleur",
        "un con\u00adtrôle",
        "une con-\nvocation",
        "un mariage putatif",
        "à Villeneuve-sur-Lot",
        "la députée et la réputation",
        "au fond du cul-de-sac",
        "il joue con brio",
        "la salopette, les cultes, l'abricot",
        "le fils de la voisine",
        "M. D*****, dossier 1*****, article L.1er",
        "la C.A.F., le R.S.A. et l'A.A.H.",
    ],
)
def test_a_word_is_never_judged_by_its_beginning(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "shouted"),
    [
        ("Bref, C'EST INADMISSIBLE ET HONTEUX, voilà", ["C'EST INADMISSIBLE ET HONTEUX"]),
        ("AUCUNE RÉPONSE DEPUIS MARS", ["AUCUNE RÉPONSE DEPUIS MARS"]),
        ("La CAF, la CPAM, l'URSSAF et la MDPH", []),
        ("RSA, AAH, APL, ASPA, ARE et ASS", []),
        ("C'est TRÈS long et VRAIMENT pénible", []),
    ],
)
def test_several_words_in_capitals_are_shouting_and_initials_are_not(text: str, shouted: list[str]) -> None:
    assert seen(text, Kind.SHOUTING) == shouted
