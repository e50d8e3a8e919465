"""Word-level difference between two versions of a text, for the eyes of people."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SENTENCE = re.compile(r"[^.!?…\n]*(?:[.!?…]+|\n+|$)\s*")
WORD = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
# Beyond this many comparisons, or pairs of equal parts, a change is shown whole: a text made to be slow must not be.
COMPARISONS, MOST_ALIKE = 250_000, 20_000

SAME, REMOVED, ADDED = "same", "removed", "added"


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, went or came. ``kind`` is ``same``, ``removed`` or ``added``."""

    kind: str
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """What changed, sentence by sentence, then word by word inside the sentences that did."""
    pieces: list[Piece] = []
    for piece in _compare(sentences(before), sentences(after), _words):
        if pieces and pieces[-1].kind == piece.kind:
            pieces[-1] = Piece(piece.kind, pieces[-1].text + piece.text)
        else:
            pieces.append(piece)
    return pieces


def sentences(text: str) -> list[str]:
    """The text cut after each sentence and its white space; joined, it is the text again."""
    return _cut(SENTENCE, text)


def _words(before: str, after: str) -> Iterator[Piece]:
    return _compare(_cut(WORD, before), _cut(WORD, after), _whole)


def _whole(before: str, after: str) -> Iterator[Piece]:
    if before:
        yield Piece(REMOVED, before)
    if after:
        yield Piece(ADDED, after)


def _compare(
    before: Sequence[str],
    after: Sequence[str],
    finer: Callable[[str, str], Iterator[Piece]],
) -> Iterator[Piece]:
    """Runs that both share stay; ``finer`` looks into the others."""
    if not comparable(before, after):
        yield from _whole("".join(before), "".join(after))
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(SAME, "".join(before[i1:i2]))
        else:
            yield from finer("".join(before[i1:i2]), "".join(after[j1:j2]))


def comparable(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether these can be compared part by part in little time, whatever they are."""
    seen = Counter(before)
    return len(before) * len(after) <= COMPARISONS and sum(seen[part] for part in after) <= MOST_ALIKE


def _cut(pattern: re.Pattern[str], text: str) -> list[str]:
    return [part for part in pattern.findall(text) if part]
