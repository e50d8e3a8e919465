"""The lexicon of insults, and what a disguised word may mean in it."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from stories.aids.words import lines

# Signs read as letters. 1 and ! are an i or an l: where there are signs, both are read as i.
SIGNS = str.maketrans("01!3€4@5$789", "oiieeaasstbg")
SOME_LETTER = re.compile(r"[^\W\d_]")
STARS = re.compile(r"[*#%_]")
STRETCHED = re.compile(r"(.)\1\1+")
TWICE = re.compile(r"(.)\1+")
# Letters one by one, in the middle of others: shorter words come about by chance.
SPELT_AT_LEAST = 5


class Phrase(NamedTuple):
    """A line of the lexicon as keys of words; ``is_insult`` is false where the words are harmless together."""

    words: tuple[str, ...]
    is_insult: bool


class Lexicon(NamedTuple):
    """Its phrases by their first word, longest first; its words, by themselves and in disguise."""

    phrases: dict[str, list[Phrase]]
    words: frozenset[str]
    alone: frozenset[str]
    look_alikes: dict[str, set[str]]
    squeezed: dict[str, set[str]]
    by_shape: dict[tuple[int, str], set[str]]


@cache
def lexicon() -> Lexicon:
    """Read once from its file."""
    phrases: dict[str, list[Phrase]] = defaultdict(list)
    for line in lines("insults"):
        keys = tuple(_key(word) for word in re.findall(r"[a-z]+", line.lower()))
        phrases[keys[0]].append(Phrase(keys, not line.startswith("!")))
    for those in phrases.values():
        those.sort(key=lambda phrase: -len(phrase.words))
    known = frozenset(word for those in phrases.values() for phrase in those for word in phrase.words)
    insults = [phrase for those in phrases.values() for phrase in those if phrase.is_insult]
    alone = frozenset(phrase.words[0] for phrase in insults if len(phrase.words) == 1)
    return Lexicon(
        dict(phrases),
        known,
        alone,
        _by(_look_alike, known),
        _by(_squeeze, alone),
        _by(lambda word: (len(word), word[0]), alone),
    )


@lru_cache(maxsize=8192)
def meanings(shown: str) -> frozenset[str]:
    """The words of the lexicon that this one, in plain letters, may be."""
    book = lexicon()
    shown = shown.lower()
    bare = shown.strip("_*#%")
    if _key(bare) in book.words:
        return frozenset({_key(bare)})
    if STARS.search(shown):
        return _under_stars(shown)
    key = _key(shown.translate(SIGNS))
    found = (
        set()
        if shown.isalpha() or not SOME_LETTER.search(shown)
        else book.look_alikes.get(_look_alike(key), set())
    )
    if STRETCHED.search(key):
        found = found | book.squeezed.get(_squeeze(key), set())
    return frozenset(found)


def spelt_out(letters: str) -> Iterator[tuple[int, int]]:
    """Where words of the lexicon lie in a run of single letters."""
    letters = letters.lower().translate(SIGNS)
    alone = lexicon().alone
    if _key(letters) in alone:
        yield 0, len(letters)
        return
    longest = max(map(len, alone)) + 1
    for first in range(len(letters) - SPELT_AT_LEAST + 1):
        for past in range(min(len(letters), first + longest), first + SPELT_AT_LEAST - 1, -1):
            if _key(letters[first:past]) in alone:
                yield first, past
                break


def _key(word: str) -> str:
    """Without the mark of the plural."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def _look_alike(key: str) -> str:
    return key.replace("l", "i")


def _squeeze(word: str) -> str:
    return TWICE.sub(r"\1", word)


def _by[Key](reading: Callable[[str], Key], those: Iterable[str]) -> dict[Key, set[str]]:
    index: dict[Key, set[str]] = defaultdict(set)
    for word in those:
        index[reading(word)].add(word)
    return dict(index)


def _under_stars(shown: str) -> frozenset[str]:
    """« p*tain », « c***ard »: at least two letters to be seen, and half of them or both ends."""
    found = set()
    seen = len(STARS.sub("", shown))
    shows_enough = seen * 2 >= len(shown) or not STARS.search(shown[-1:])
    if seen >= 2 and shows_enough:
        for word in {shown, _key(shown)}:
            for meant in lexicon().by_shape.get((len(word), word[0]), set()):
                if all(sign == letter or STARS.match(sign) for sign, letter in zip(word, meant, strict=True)):
                    found.add(meant)
    return frozenset(found)
