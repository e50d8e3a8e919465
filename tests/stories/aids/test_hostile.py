"""Texts made to be slow, or to break what reads them."""

import time

import pytest

from stories.aids import find, redact
from tests.hostile.strings import LONG, naughty

SMALL = 50_000
SEEDS = [
    "a", "1 ", "0-", "06 ", "a.", "a@a.", "@", "A ", "AB ", "M. A", "Mme Dupont ", "e\u0301", "\u0301", "\x00", "_",
    "c*n ", "c.o.n.", "con-", "FR76 1", "de 12 ", "dossier n° ", "12 rue de ", "Jean ", "www.", "http://", "\n",
    "75001 Lyon ", "AA-123-", "2 95 10 99 126 111 9", "fils de ", "JE SUIS ", "\u202e\u2066", "ﷺ", "\ud800", "😀",
    "+12345678901 ",
]  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_ten_times_the_text_takes_about_ten_times_as_long(seed: str) -> None:
    small, large = _seconds(seed, SMALL // 10), _seconds(seed, SMALL)
    # A hundred times, were it quadratic; and too little to measure is quick enough.
    assert large < 40 * max(small, 0.005)


def test_a_megabyte_is_read_to_its_end() -> None:
    text = f"{LONG}Appelez Mme Martin."
    assert len(text) > 1_000_000
    (mark,) = find(text)
    assert redact(text, mark).endswith("récit. Appelez Mme […].")


def test_no_string_breaks_the_reading() -> None:
    for text in naughty():
        marks = find(text)
        assert all(0 <= mark.start < mark.end <= len(text) for mark in marks)
        assert redact(text, marks).count("[…]") >= len(marks)


def _seconds(seed: str, length: int) -> float:
    text = (seed * (length // len(seed) + 1))[:length]
    started = time.process_time()
    find(text)
    return time.process_time() - started
