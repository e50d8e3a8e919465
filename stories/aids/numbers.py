"""Numbers that an administration gave to one person: known by the word before them, or by their shape."""

import re
from collections.abc import Iterator

from stdnum import luhn
from stdnum.fr import nif

from stories.aids.checked import mistyped
from stories.aids.spans import Span

NAMES = (
    "allocataires?|fiscal|fiscale|securite sociale|secu|nir|nss|rib|iban|compte|passeport|cni|identite|carte vitale"
    "|carte bancaire|permis|conduire|titre de sejour|carte de sejour|etranger|agdref|dossiers?|clients?"
    "|adherente?|assuree?|usager|contrat|beneficiaire|demandeur|references?|ref|identifiant|matricule"
    "|teleservice|teledeclarant|declarant|foyer|immatriculation|neph|ine|demande|sinistre|titre"
)
LINK = r"(?:[ :=#.,()]|\b(?i:n°|n|no|numero|num|est|le|la|sous|personnel|caf|cpam|ants|vaut)\b|°){0,8}+"
VALUE = r"([A-Za-z]{0,4}[ -]?\d(?:[ ./-]?[A-Za-z]{0,2}\d){5,19}[A-Za-z]{0,2})"
# Sums, distances and crowds have as many digits.
AFTER = r"(?!\w)(?! ?(?:€|%|(?i:euros?|eur|km|m2|personnes|habitants|francs|ko|mo)\b))"
LABELLED = re.compile(rf"\b(?i:{NAMES})\b{LINK}{VALUE}{AFTER}")
NUMBERED = re.compile(
    rf"(?:\b(?i:numero|num|no|n)\b|°)[ :.°]{{0,3}}+(\d(?:[ .-]?\d){{6,19}}[A-Za-z]?){AFTER}"
)

DAY = r"(?:0?[1-9]|[12]\d|3[01])[ ./-](?:0?[1-9]|1[0-2])[ ./-](?:19|20)?\d\d"
TELEPHONE = r"(?:\+|00)?(?:33|0)[ .-]?[1-9](?:[ ./-]?\d){8}"
# Behind the name of a number: a day, a telephone. Behind « n° » alone: a law of 2000-321 too.
NO_NUMBER = rf"\D*(?:{DAY}(?:\D.*)?|{TELEPHONE})"
READINGS = {LABELLED: re.compile(NO_NUMBER), NUMBERED: re.compile(rf"{NO_NUMBER}|(?:19|20)\d\d-\d+")}

FISCAL = re.compile(r"(?<![\d.,+-])[0-3]\d ?\d{2} ?\d{3} ?\d{3} ?\d{3}(?!\d)")
CARD = re.compile(r"(?<![\d.,+-])[3-6]\d{3}([ .-]?)\d{4}\1\d{4}\1\d{4}(?!\d)")


def numbers(text: str) -> Iterator[Span]:
    """Numbers of allocataires, of taxpayers, of files, papers and cards; NIR and IBAN with a wrong key."""
    yield from mistyped(text)
    for pattern, something_else in READINGS.items():
        for found in pattern.finditer(text):
            if not something_else.fullmatch(found[1]):
                yield found.span(1)
    yield from (found.span() for found in FISCAL.finditer(text) if nif.is_valid(found[0]))
    yield from (found.span() for found in CARD.finditer(text) if luhn.is_valid(re.sub(r"\D", "", found[0])))
