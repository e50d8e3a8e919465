"""Lists of words, one plain file each: blanks between words, "#" before a remark."""

from functools import cache
from pathlib import Path

from stories.aids.plain import plain

FOLDER = Path(__file__).parent


def lines(name: str) -> list[str]:
    """The lines of a list, in plain letters, remarks left out."""
    text = plain((FOLDER / f"{name}.txt").read_text(encoding="utf-8")).text
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def words(*names: str) -> frozenset[str]:
    """The words of one or several lists, in small plain letters."""
    return frozenset(word.lower() for name in names for line in lines(name) for word in line.split())
