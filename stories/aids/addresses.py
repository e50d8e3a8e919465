"""Postal addresses: a way with its number or its name, a postcode with its town."""

import re
from collections.abc import Iterator

from stories.aids.spans import Span
from stories.aids.words import words

WAY = r"(?:avenue|av\.?|boulevard|boul\.?|blvd|bld|bd|chemin|impasse|allee|route|rte|square|quai|rue)"
# Words of every day: « 3 cours de français », « une place en crèche » are no addresses.
EVERYDAY = (
    "(?:place|cours|voie|passage|residence|lotissement|hameau|lieu-dit|lieudit|esplanade|promenade|sentier|villa"
    "|cite|ruelle|venelle|montee|cote|faubourg|fg|pl|ch|imp|chaussee|traverse|parvis|rond-point|clos|mail|domaine|r\\.)"
)
NUMBER = r"(?<![\w.,/-])\d{1,4}(?: ?(?i:bis|ter|quater|[a-d])\b)?(?: ?[/-] ?\d{1,4})?(?: ?, ?| )"
LITTLE = r"(?:(?:de|du|des|la|le|les|aux?|en|sur|sous|et) |(?:de )?[ld]')"
DAY = r"\d{1,2} [A-Za-z]{3,9}+(?: \d{4})?"
NAME = rf"(?:{DAY}|[A-Z][\w'-]{{0,30}}+)"
NAMED = rf"{LITTLE}{{0,2}}{NAME}(?: {LITTLE}{{0,2}}[A-Z][\w'-]{{0,30}}+){{0,4}}"
UNCAPPED = rf"{LITTLE}{{0,2}}[a-z][\w'-]{{1,30}}+"
POSTCODE = r"(?:0[1-9]|[1-8]\d|9[0-578]|2[AB]) ?\d{3}"
TOWN = r"(?!(?i:euro))[A-Z][\w'-]{1,30}+(?:[ -](?:(?:sur|sous|en|les|la|le|de|du) )?[A-Z][\w'-]{1,30}+){0,3}"

STREET = re.compile(
    rf"(?:{NUMBER}(?:(?i:{WAY}) (?:{NAMED}|{UNCAPPED})|(?i:{EVERYDAY}) {NAMED})"
    rf"|(?<![\w-])(?<!en )(?<!sur )(?:(?i:{WAY}) {NAMED}|Place {NAMED}|place (?={LITTLE}){NAMED}))"
    rf"(?:[ ,\n]{{1,3}}{POSTCODE} {TOWN})?"
)
POSTCODE_TOWN = re.compile(rf"(?<![\w.,/-]){POSTCODE} ({TOWN})")
TOWN_POSTCODE = re.compile(rf"(?<!\w)([A-Z][\w'-]{{2,40}}+) \(?{POSTCODE}\)?(?![\w*/-])(?! ?(?:€|%|euros?))")
# « Cerfa 13750 », « Article 75012 »
PAPERS = {"article", "cerfa", "cedex", "loi", "code", "formulaire", "imprime", "annexe", "bp", "cs"}


def addresses(text: str) -> Iterator[Span]:
    """« 12 bis, rue des Lilas, 69003 Lyon », « avenue de la Liberté », « 13001 Marseille »."""
    yield from (found.span() for found in STREET.finditer(text))
    no_town = words("not_names", "acronyms") | PAPERS
    for pattern in (POSTCODE_TOWN, TOWN_POSTCODE):
        for found in pattern.finditer(text):
            if found[1].split(" ")[0].lower() not in no_town:
                yield found.span()
