"""A text in plain letters, so that no rule has to know the hundred ways to write a space or a digit."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# Never in a plain text: what a rule cannot match, and so what it cannot reach across.
HOLE = "\x00"
APOSTROPHES = dict.fromkeys("’‘ʼ′´`＇", "'")
UNSEEN = {"Cc", "Cf", "Mn", "Me", "Mc"}
# Signs that stand for long words (U+FDFA is eighteen letters) stay as they are.
LONGEST = 3


@dataclass(frozen=True)
class Plain:
    """``text`` without accents and invisible signs; ``origins`` says where each of its characters came from."""

    text: str
    origins: Sequence[int]
    original: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` lies in the original, the accents of its last letter included."""
        last = self.origins[end - 1] + 1
        while last < len(self.original) and unicodedata.category(self.original[last]).startswith("M"):
            last += 1
        return self.origins[start], last


def plain(original: str) -> Plain:
    """Any text in plain letters: accents off, digits 0-9, one sort of space, dash and apostrophe."""
    if original.isascii() and original.isprintable():
        return Plain(original, range(len(original)), original)
    letters: list[str] = []
    origins: list[int] = []
    for position, sign in enumerate(original):
        for letter in _letters(sign):
            letters.append(letter)
            origins.append(position)
    return Plain("".join(letters), origins, original)


@lru_cache(maxsize=4096)
def _letters(sign: str) -> str:
    if sign in "\n\r\x85\u2028\u2029":
        return "\n"
    if sign in APOSTROPHES:
        return APOSTROPHES[sign]
    category = unicodedata.category(sign)
    if sign == "\t" or category == "Zs":
        return " "
    if category == "Pd" or sign == "\u2212":
        return "-"
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    shown = "".join(
        each for each in unicodedata.normalize("NFKD", sign) if unicodedata.category(each) not in UNSEEN
    )
    shown = shown.replace("œ", "oe").replace("Œ", "OE")
    return shown if len(shown) <= LONGEST else sign
