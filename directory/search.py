"""Finding a service as one types: the beginnings of words, in any order, with or without accents."""

import re
import unicodedata
from collections.abc import Mapping
from functools import reduce
from operator import and_

from django.contrib.postgres.search import Lexeme, SearchQuery, TrigramWordSimilarity
from django.db.models import Case, Q, QuerySet, When
from django.db.models.functions import Greatest
from django.utils import timezone

from directory.models import PLAIN_TOWN, Structure
from directory.perimeter import SINCE

LONGEST = 200
MOST_WORDS = 8
# Sorting by who answers asks each match for its ancestors: beyond this, only the first by name are asked.
MOST_RANKED = 1000
LINK_WORDS = {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sur"}
# Spelled in two ways within the State's own list.
SPELLINGS = {
    "st": Lexeme("saint", prefix=True),
    "ste": Lexeme("sainte", prefix=True),
    "saint": Lexeme("st"),
    "sainte": Lexeme("ste"),
    "idf": Lexeme("ile") & Lexeme("france"),
}


def find_structures(words: str, limit: int = 10) -> list[Structure]:
    """Active structures that match every word, those that answer first, then by name.

    Each carries `since`, the day from which it answers or None. A misspelled word is only looked
    for when nothing matches as typed. Two queries at most.
    """
    wanted = words_of(words)
    if not wanted:
        return []
    return _matching(wanted, limit) or _resembling(wanted, limit)


def in_order(ids: list[int], known: Mapping[int, Structure]) -> list[Structure]:
    """The active structures with these ids, in this order, each with `since` as when found.

    Asks only for those that are not `known`.
    """
    unknown = [pk for pk in ids if pk not in known]
    by_id = {**known, **(_shown(_active()).in_bulk(unknown) if unknown else {})}
    return [by_id[pk] for pk in ids if pk in by_id]


def words_of(text: str) -> list[str]:
    """The words to look for; link words count only where there are no others."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    found = re.findall(r"[^\W_]+", plain)
    telling = [word for word in found if _unaccented(word) not in LINK_WORDS]
    return (telling or found)[:MOST_WORDS]


def _unaccented(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def _active() -> QuerySet[Structure]:
    return Structure.objects.filter(active=True)


def _matching(words: list[str], limit: int) -> list[Structure]:
    query = SearchQuery(reduce(and_, map(_beginning, words)), config="vox_words")
    first = _active().filter(search=query).order_by("sort_name").values("pk")[:MOST_RANKED]
    found = _shown(Structure.objects.filter(pk__in=first))
    silent = Case(When(since__lte=timezone.localdate(), then=0), default=1)
    return list(found.order_by(silent, "sort_name", "pk")[:limit])


def _beginning(word: str):
    lexeme = Lexeme(word, prefix=True)
    other = SPELLINGS.get(_unaccented(word))
    return lexeme | other if other else lexeme


def _resembling(words: list[str], limit: int) -> list[Structure]:
    found = _active().annotate(plain_town=PLAIN_TOWN)
    for word in words:
        plain = _unaccented(word)
        found = found.filter(
            Q(sort_name__trigram_word_similar=plain) | Q(plain_town__trigram_word_similar=plain)
        )
    text = " ".join(map(_unaccented, words))
    nearness = Greatest(TrigramWordSimilarity(text, "sort_name"), TrigramWordSimilarity(text, PLAIN_TOWN))
    return list(_shown(found).order_by(nearness.desc(), "sort_name", "pk")[:limit])


def _shown(found: QuerySet[Structure]) -> QuerySet[Structure]:
    """All that is said of a service in a list of services, and since when it answers."""
    return found.select_related("network").defer("search", "description").annotate(since=SINCE)
