"""The last look before sending: the words with what their author had better take out marked in them."""

from collections.abc import Iterator
from dataclasses import dataclass

from stories.aids import Kind, find
from stories.models import Story

WARNINGS = {
    Kind.PHONE: "un numéro de téléphone : retirez-le si c'est le vôtre",
    Kind.EMAIL: "une adresse électronique : retirez-la si c'est la vôtre",
    Kind.NIR: "un numéro de sécurité sociale : retirez-le",
    Kind.IBAN: "un numéro de compte bancaire (IBAN) : retirez-le",
    Kind.PERSON: "un nom de personne : dites plutôt sa fonction, les noms ne sont pas publiés",
    Kind.INSULT: "une injure ou une grossièreté : elle ne serait pas publiée",
}


@dataclass(frozen=True)
class Run:
    """A run of words, and whether they are such a passage."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class Review:
    """Title and text as all will read them, in pieces, and what to say of the marked ones."""

    title: list[Run]
    text: list[Run]
    warnings: list[str]


def review(draft: Story) -> Review:
    """Read a draft once more for its author; this warns, and never stops anybody."""
    warnings: dict[str, None] = {}
    title = list(_read("titre", draft.title, warnings))
    text = list(_read("récit", draft.text, warnings))
    return Review(title, text, list(warnings))


def _read(name: str, text: str, warnings: dict[str, None]) -> Iterator[Run]:
    """Cut at the marks; each kind is warned of once."""
    at = 0
    for mark in find(text):
        if mark.kind in WARNINGS:
            warnings[f"Votre {name} contient ce qui ressemble à {WARNINGS[mark.kind]}."] = None
            yield Run(text[at : mark.start])
            yield Run(text[mark.start : mark.end], marked=True)
            at = mark.end
    yield Run(text[at:])
