"""A rewrite as changes one can agree to one by one: whole sentences, in the words of the text they change."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from stories.texts.difference import comparable, sentences

WORD = re.compile(r"\w+")

type Opcode = tuple[str, int, int, int, int]


@dataclass(frozen=True)
class Change:
    """``base[start:end]`` would become ``after``."""

    start: int
    end: int
    before: str
    after: str


def changes(base: str, proposed: str) -> list[Change]:
    """What would change, sentence by sentence where they can be told apart, in order; white space alone is no
    change."""
    old, new = _whole(base), _whole(proposed)
    found: list[Change] = []
    end = 0
    for tag, i1, i2, j1, j2 in _opcodes(old, new):
        if tag == "equal":
            end += len("".join(old[i1:i2]))
            continue
        last = new[j1 - 1] if j1 else ""
        for removed, added in _side_by_side(old[i1:i2], new[j1:j2]):
            before, after = "".join(removed), "".join(added)
            start, end = end, end + len(before)
            if not before and start and not base[start - 1].isspace():
                after = _closing(last) + after  # behind the last sentence: what parts them comes along
            elif before and after and not (_closing(before) and _closing(after)):
                after = after.rstrip() + _closing(before)
            if not same_words(before, after):
                found.append(Change(start, end, before, after))
            last = added[-1] if added else last
    return found


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ in white space at most."""
    return one.split() == other.split()


def _whole(text: str) -> list[str]:
    """The sentences of a text, each with the white space behind it: « 3.5 » or an address is no end of one."""
    whole: list[str] = []
    for piece in sentences(text):
        if whole and not _closing(whole[-1]):
            whole[-1] += piece
        else:
            whole.append(piece)
    return whole


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Iterable[Opcode]:
    before, after = ([" ".join(sentence.split()) for sentence in text] for text in (old, new))
    if not comparable(before, after):
        return _middle(old, new)
    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def _middle(old: Sequence[str], new: Sequence[str]) -> Iterator[Opcode]:
    """All that lies between the same beginning and the same end, as one change."""
    shortest = min(len(old), len(new))
    first = next((n for n in range(shortest) if not same_words(old[n], new[n])), shortest)
    rest = shortest - first
    last = next((n for n in range(rest) if not same_words(old[-n - 1], new[-n - 1])), rest)
    yield "equal", 0, first, 0, first
    yield "replace", first, len(old) - last, first, len(new) - last


def _side_by_side(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Sentence for sentence where there are as many; else those at either end that are much alike, and the rest
    as one."""
    first = shortest = min(len(old), len(new))
    last = 0
    if len(old) != len(new):
        first = next((n for n in range(shortest) if not _alike(old[n], new[n])), shortest)
        rest = shortest - first
        last = next((n for n in range(rest) if not _alike(old[-n - 1], new[-n - 1])), rest)
    middle = old[first : len(old) - last], new[first : len(new) - last]
    ends = zip(old[len(old) - last :], new[len(new) - last :], strict=True)
    yield from (([one], [other]) for one, other in zip(old[:first], new[:first], strict=True))
    if any(middle):
        yield middle
    yield from (([one], [other]) for one, other in ends)


def _alike(one: str, other: str) -> bool:
    """Whether two thirds of their words are the same."""
    words, others = set(WORD.findall(one.lower())), set(WORD.findall(other.lower()))
    return 3 * len(words & others) >= 2 * max(len(words), len(others), 1)


def in_place_of(proposed: str, words: str) -> str:
    """What somebody would rather write, with the white space around what was proposed to them."""
    opening = proposed[: len(proposed) - len(proposed.lstrip())]
    return f"{opening}{words.strip()}{_closing(proposed)}" if words.strip() else ""


def assemble(base: str, agreed: Iterable[tuple[int, int, str]]) -> str:
    """The base text with each (start, end, words) in place of what stood there; a refused change is left out."""
    pieces: list[str] = []
    end_of_last = 0
    for start, end, words in sorted(agreed):
        pieces += base[end_of_last:start], words
        end_of_last = end
    return "".join([*pieces, base[end_of_last:]])


def _closing(sentence: str) -> str:
    return sentence[len(sentence.rstrip()) :]
