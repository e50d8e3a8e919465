"""Places in a text, as readers find them."""

import re
from collections.abc import Callable, Iterable, Iterator

type Span = tuple[int, int]


def holding(
    pattern: re.Pattern[str], text: str, holds: Callable[[re.Match[str]], bool]
) -> Iterator[re.Match[str]]:
    """The matches that hold. Behind one that does not, the next may begin inside it: « le 1 2 95 10… »."""
    found = pattern.search(text)
    while found:
        is_kept = holds(found)
        if is_kept:
            yield found
        found = pattern.search(text, found.end() if is_kept else found.start() + 1)


def apart(spans: Iterable[Span]) -> list[Span]:
    """In the order of the text; of those that overlap, the first and longest."""
    kept: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
