"""Texts with what must be marked in them, and the count of what was."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from stories.aids import Kind, Mark, find

MARKED = re.compile(r"\{([a-z]+)\|([^}]+)\}")
# A mark may take in a little more or less than the one expected: « 1234567 » of « 1234567 A ».
ALIKE = 0.5


@dataclass(frozen=True)
class Sample:
    """A text and its truths. Other marks of the kinds that it judges are wrong; ``judges`` None: all kinds."""

    text: str
    truths: tuple[Mark, ...] = ()
    judges: frozenset[Kind] | None = None


@dataclass
class Score:
    """What was expected and found, expected and missed, found and not expected."""

    found: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / (self.found + len(self.missed) or 1)

    @property
    def precision(self) -> float:
        return self.found / (self.found + len(self.wrong) or 1)

    def __add__(self, other: "Score") -> "Score":
        return Score(self.found + other.found, self.missed + other.missed, self.wrong + other.wrong)


def sentences() -> Iterator[Sample]:
    """The sentences of our own beside this file."""
    for line in Path(__file__).with_name("sentences.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield marked_up(line)


def marked_up(line: str) -> Sample:
    """« Je suis {person|Yvette}. » as a sample."""
    text = ""
    truths: list[Mark] = []
    last = 0
    for found in MARKED.finditer(line):
        text += line[last : found.start()]
        truths.append(Mark(len(text), len(text) + len(found[2]), Kind(found[1])))
        text += found[2]
        last = found.end()
    return Sample(text + line[last:], tuple(truths))


def scores(samples: Iterable[Sample], read: Callable[[str], list[Mark]] = find) -> dict[Kind, Score]:
    """Per kind, over all the samples, of what ``read`` marks in each."""
    counted = {kind: Score() for kind in Kind}
    for sample in samples:
        marks = read(sample.text)
        for truth in sample.truths:
            if any(_alike(truth, mark) for mark in marks):
                counted[truth.kind].found += 1
            else:
                counted[truth.kind].missed.append(shown(sample.text, truth))
        for mark in marks:
            is_judged = sample.judges is None or mark.kind in sample.judges
            if is_judged and not any(_alike(truth, mark) for truth in sample.truths):
                counted[mark.kind].wrong.append(shown(sample.text, mark))
    return counted


def _alike(truth: Mark, mark: Mark) -> bool:
    shared = min(truth.end, mark.end) - max(truth.start, mark.start)
    together = max(truth.end, mark.end) - min(truth.start, mark.start)
    return truth.kind == mark.kind and shared >= together * ALIKE


def shown(text: str, mark: Mark) -> str:
    """A mark for people's eyes, with a little of what is around it."""
    around = (
        f"{text[max(0, mark.start - 25) : mark.start]}⟦{text[mark.start : mark.end]}⟧{text[mark.end :][:15]}"
    )
    return " ".join(around.split())
