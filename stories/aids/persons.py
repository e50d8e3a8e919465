"""Names of persons: after a title or a function, or a first name, with the surname beside it."""

import re
from collections.abc import Iterable, Iterator

from stories.aids.plain import plain
from stories.aids.spans import Span, holding
from stories.aids.words import words

TITLE = r"(?:M\.? et Mme\.?|MM?\.?|Mr\.?|mr\.?|m\.|[Mm]mes?\.?|[Mm]lles?\.?|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|Me)"
FUNCTION = (
    "(?:agente?|conseiller|conseillere|gendarme|brigadier|brigadier-chef|adjudant|adjudant-chef|marechal des logis"
    "|major|sergent|caporal|lieutenant|capitaine|commandant|colonel|general|inspecteur|inspectrice|controleur"
    r"|controleuse|docteur|doctoresse|dr\.?|professeure?|pr\.?|maitre|infirmier|infirmiere|medecin|chirurgien"
    "|policier|policiere|directeur|directrice|responsable|juge|procureure?|greffier|greffiere|prefete?|sous-prefete?"
    "|maire|deputee?|ministre|secretaire|assistante?|assistante? sociale?|gestionnaire|technicien|technicienne"
    "|mediateur|mediatrice|huissier|notaire|avocate?|guichetier|guichetiere|facteur|factrice|collegue|voisine?"
    "|referente?|instituteur|institutrice|surveillante?|cheffe?|proviseure?|principale?|hotesse|operateur"
    "|operatrice|nommee?|prenommee?|certaine?|[ms]'appelle)"
)
LITTLE = r"(?:(?:de la|de|du|des|van|von|ben|bin|el|al|da|dos|di|le|la) |d')"
# A lone letter, or XXX, is a name already left out.
NAME = r"(?!X+\b)(?:[A-Z]')?[A-Z][A-Za-z]{1,30}+(?:[-'][A-Za-z]{1,30}+){0,3}+"
FULL_NAME = rf"{LITTLE}?{NAME}(?: {LITTLE}?{NAME}){{0,3}}"

AFTER_TITLE = re.compile(rf"(?<![\w'-])(?<!\d ){TITLE} {{0,2}}(?<=[ .])({FULL_NAME})")
AFTER_FUNCTION = re.compile(rf"(?<![\w-])(?i:{FUNCTION}) ({FULL_NAME})")
WORD = re.compile(rf"(?<![\w'-]){NAME}")
SURNAME = re.compile(rf" {FULL_NAME}")
GIVEN = re.compile(r" ([A-Z][a-z]{1,30}+)(?:-[A-Z][a-z]{1,30}+)?(?![\w-])")
# « hôpital Robert Debré », « lycée Victor Hugo »: places bear names of people.
PLACE = re.compile(
    r"\b(?i:hopital|hospitalier|lycee|college|ecole|clinique|universite|campus|stade|gare|aeroport|maternelle|saint"
    r"|primaire|centre|espace|salle|pont|tour|fondation|institut|laboratoires?|mediatheque|bibliotheque|cite|groupe"
    r"|scolaire|elementaire|sainte|place|mairie|theatre|residence|maison|foyer)(?: (?:de|du|la|le))? $"
)
REACH = 24
# Some of them begin a surname: « Mme Le Goff ».
ARTICLES = {"le", "la", "de", "du", "des", "ben"}


def persons(text: str) -> Iterator[Span]:
    """Names; the title or function that gave them away stays outside the mark, and so in the public text."""
    for pattern in (AFTER_TITLE, AFTER_FUNCTION):
        for found in holding(pattern, text, _names_someone):
            yield found.start(1), _end_of_name(text, *found.span(1))
    yield from _first_and_last(text)


def named(text: str, names: Iterable[str]) -> Iterator[Span]:
    """Where these names stand in a text, as whole words."""
    for name in names:
        for found in re.finditer(rf"(?<![\w-]){re.escape(plain(name).text)}(?![\w-])", text):
            yield found.span()


def _names_someone(found: re.Match[str]) -> bool:
    name = found.string[found.start(1) : _end_of_name(found.string, *found.span(1))]
    # « l'agent DRAC » is of a service; « M. DRAC » is a man.
    is_initials = found.re is AFTER_FUNCTION and len(name) <= 4 and name.isupper()
    return bool(name) and not is_initials


def _first_and_last(text: str) -> Iterator[Span]:
    first_names, also_words = words("first_names"), words("also_words")
    last = 0
    for word in WORD.finditer(text):
        start, end = word.span()
        if start < last or PLACE.search(text[max(0, start - REACH) : start]):
            continue
        first = word[0].partition("-")[0].lower()
        if first in first_names:
            surname = SURNAME.match(text, end)
            last = _end_of_name(text, end + 1, surname.end()) if surname else 0
            if last > end + 1:
                yield start, last
            elif not word[0].isupper() and first not in also_words:
                yield start, end
        elif word[0].isupper() and _end_of_name(text, start, end) == end:
            given = GIVEN.match(text, end)
            if given and given[1].lower() in first_names:
                last = given.end()
                yield start, last


def _end_of_name(text: str, start: int, end: int) -> int:
    """A name ends before the first word that cannot belong to one: « Mme Martin Je voudrais »."""
    no_name = words("not_names", "acronyms")
    last = start
    position = start
    for word in text[start:end].split(" "):
        is_article = word.lower() in ARTICLES
        if not is_article and word.lower() in no_name:
            break
        position += len(word)
        last = last if is_article else position
        position += 1
    return last
