"""Telephone numbers of persons: French ones in any spacing, foreign ones with their prefix.

Short numbers (3939) and those in 08 belong to services by the numbering plan: they are never a person's.
"""

import re
from collections.abc import Iterator

import phonenumbers

from stories.aids.spans import Span, holding

GAP = r"[ .\-/_]{0,3}"
FRENCH = re.compile(
    rf"(?<![0-9+])(?<![A-Z])(?<![A-Z]-)"
    rf"(?:(?:(?:\(\+33\)|(?:\+|00) ?33){GAP}(?:\(0\)|0)?|33|0){GAP}[1-79]|\(0[1-79]\))(?:{GAP}\d){{8}}(?!\d)"
)
# In one piece, in pairs, digit by digit, or with its prefix. In other pieces it may be the middle of a longer number.
USUAL = re.compile(r"(?:\+|\(|00).*|\d{10,11}|\d\d(?:\D+\d\d){4}|\d\d?(?:\D+\d){8,9}", re.DOTALL)
GAPS = re.compile(r"\D+")
FOREIGN = re.compile(r"(?<![\w+@])(?:\+|00) ?(?!33)[1-9](?:[ .\-/()]{0,2}\d){6,14}(?!\d)")
LAST_DIGITS = re.compile(r"\D+\d+$")
MOST_FOLLOWING = 3
# « 01/09/2021 11 h » has ten digits too.
DAY = re.compile(r"\d\d([ ./-])(?:0[1-9]|1[0-2])\1(?:19|20)\d\d(?!\d)")


def phones(text: str) -> Iterator[Span]:
    """Numbers that ring at somebody's."""
    yield from (found.span() for found in holding(FRENCH, text, _is_whole))
    yield from _foreign(text)


def _is_whole(found: re.Match[str]) -> bool:
    if DAY.match(found[0]):
        return False
    return bool(USUAL.fullmatch(found[0])) or not _is_amid_digits(found)


def _is_amid_digits(found: re.Match[str]) -> bool:
    text, (start, end) = found.string, found.span()
    gap = GAPS.findall(found[0])[-1]
    before, after = text[max(0, start - len(gap) - 1) : start], text[end : end + len(gap) + 1]
    return (before[:1].isdigit() and before.endswith(gap)) or (after[-1:].isdigit() and after.startswith(gap))


def _foreign(text: str) -> Iterator[Span]:
    for found in FOREIGN.finditer(text):
        shown = found[0]
        # A year or a time may follow: « +32 470 12 34 56 2020 ».
        for _ in range(MOST_FOLLOWING):
            if _rings(shown):
                yield found.start(), found.start() + len(shown)
                break
            shown = LAST_DIGITS.sub("", shown)


def _rings(number: str) -> bool:
    digits = re.sub(r"\D", "", number).removeprefix("00")
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(f"+{digits}"))
    except phonenumbers.NumberParseException:
        return False
