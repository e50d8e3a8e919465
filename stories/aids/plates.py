"""Licence plates: AA-123-AA since 2009, 1234 AB 75 before."""

import re
from collections.abc import Iterator

from stories.aids.spans import Span
from stories.aids.words import words

# I, O and U are never used, nor SS.
PAIR = r"(?!SS)[A-HJ-NP-TV-Z]{2}"
NEW = re.compile(
    rf"(?<![\w-])(?:{PAIR}([ .-]?)\d{{3}}\1{PAIR}|(?i:{PAIR})([.-])\d{{3}}\2(?i:{PAIR}))(?![\w-])"
)
OLD = re.compile(
    r"(?<![\w.,-])\d{1,4}([ -]?)([A-HJ-NP-TV-Z]{2,3})\1(?:0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-6])(?![\w-])"
)


def plates(text: str) -> Iterator[Span]:
    """Plates of both kinds; « 12 EUR 50 » is none."""
    yield from (found.span() for found in NEW.finditer(text))
    yield from (found.span() for found in OLD.finditer(text) if found[2].lower() not in words("acronyms"))
