"""Insults and coarse words, also in disguise: « c0nnard », « p*tain », « connnnard », « s a l o p e »."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from stories.aids.lexicon import Phrase, lexicon, meanings, spelt_out
from stories.aids.spans import Span

TOKEN = re.compile(r"[\w@$€!*#%.-]+")
PART = re.compile(r"[^.-]+")
# Between two words of a phrase; a comma or a full stop begins another thought.
BETWEEN = re.compile(r"[\s'-]{1,3}")
LETTER = r"[^\W_]"
SPELT = re.compile(rf"(?<!\w){LETTER}(?:[ ._*-]{{1,3}}{LETTER}){{2,30}}+(?!\w)")
# These are the beginnings of too many others: « con-vocation » at the end of a line.
SHORT = 3
LONGEST = 40
RUN = re.compile(r"(.)\1{3,}")


class Word(NamedTuple):
    """A word of the text, and those of the lexicon that it may be."""

    start: int
    end: int
    meant: frozenset[str]


def insults(text: str) -> Iterator[Span]:
    """Words and phrases of the lexicon; never a part of a word."""
    yield from _said(text)
    yield from _spelt(text)


def _spelt(text: str) -> Iterator[Span]:
    """Letters one by one."""
    for run in SPELT.finditer(text):
        places = [place for place in range(*run.span()) if text[place].isalnum()]
        for first, past in spelt_out("".join(text[place] for place in places)):
            yield places[first], places[past - 1] + 1


def _said(text: str) -> Iterator[Span]:
    said = list(_words(text))
    position = 0
    while position < len(said):
        phrase = _phrase_at(text, said, position)
        past = position + (len(phrase.words) if phrase else 1)
        if phrase and phrase.is_insult:
            yield said[position].start, said[past - 1].end
        position = past


def _words(text: str) -> Iterator[Word]:
    for token in TOKEN.finditer(text):
        parts = [_word(part) for part in PART.finditer(text, *token.span())]
        whole: frozenset[str] = frozenset()
        if len(parts) > 1 and len(token[0]) <= LONGEST:
            whole = meanings(token[0].replace(".", "").replace("-", "")) & lexicon().alone
        if any(len(word) > SHORT for word in whole):
            yield Word(parts[0].start, parts[-1].end, whole)
        else:
            yield from parts


def _word(part: re.Match[str]) -> Word:
    """An exclamation mark may follow the word, or be its last i."""
    shown = RUN.sub(r"\1\1\1", part[0])
    bare = shown.rstrip("!")
    if len(bare) > LONGEST:
        return Word(*part.span(), frozenset())
    if meant := meanings(bare):
        return Word(part.start(), part.start() + len(part[0].rstrip("!")), meant)
    return Word(*part.span(), meanings(shown))


def _phrase_at(text: str, said: list[Word], position: int) -> Phrase | None:
    for meant in said[position].meant:
        for phrase in lexicon().phrases.get(meant, []):
            if _follows(text, said[position : position + len(phrase.words)], phrase):
                return phrase
    return None


def _follows(text: str, said: list[Word], phrase: Phrase) -> bool:
    if len(said) == 1 == len(phrase.words):
        return len(phrase.words[0]) > SHORT or text[said[0].end : said[0].end + 1] != "-"
    return (
        len(said) == len(phrase.words)
        and all(key in word.meant for word, key in zip(said, phrase.words, strict=True))
        and all(BETWEEN.fullmatch(text, one.end, other.start) for one, other in pairwise(said))
    )
