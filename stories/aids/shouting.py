"""Several words in a row in capitals, initials of services left out of the count."""

import re
from collections.abc import Iterator

from stories.aids.spans import Span
from stories.aids.words import words

WORD = re.compile(r"[^\W\d_]+")
# Blanks, punctuation and numbers may lie between shouted words; a name or a number already marked may not.
BETWEEN = re.compile(r"[^\x00A-Za-z]{1,8}")
WORDS, LETTERS = 3, 12


def shouting(text: str) -> Iterator[Span]:
    """« C'EST INADMISSIBLE ET HONTEUX »; « la CAF, la CPAM et l'URSSAF » is none."""
    run: list[re.Match[str]] = []
    for word in WORD.finditer(text):
        if run and not (word[0].isupper() and BETWEEN.fullmatch(text, run[-1].end(), word.start())):
            yield from _shouted(run)
            run = []
        if word[0].isupper():
            run.append(word)
    yield from _shouted(run)


def _shouted(run: list[re.Match[str]]) -> Iterator[Span]:
    loud = [word[0] for word in run if len(word[0]) > 1 and word[0].lower() not in words("acronyms")]
    if len(loud) >= WORDS and sum(map(len, loud)) >= LETTERS:
        yield run[0].start(), run[-1].end()
