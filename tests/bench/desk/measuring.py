"""The minute itself: everybody works, all is let out, every screen is compared with the truth."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from statistics import quantiles

from tests.bench.desk.shift import Shift
from tests.bench.desk.truth import Truth
from tests.bench.rehearsal.books import Books
from tests.bench.rehearsal.browser import Browser
from tests.bench.rehearsal.checks import DOUBLE_DECISIONS
from tests.bench.rehearsal.delays import delays_ms, p50_p95
from tests.bench.rehearsal.play import Play
from tests.bench.rehearsal.world import Person

SETTLES_WITHIN = 120.0
CONVERGES_WITHIN = 10.0
NOT_OUT = "SELECT count(*) FROM stories_story WHERE NOT in_effect AND id = ANY(%s)"
SAID = 20


@dataclass
class Found:
    """What the minute came to."""

    decisions: int
    seconds: float
    to_desks_ms: tuple[float, float]  # p50, p95: from a move to the others' screens
    to_next_ms: tuple[float, float]  # from a decision to the next story on one's own
    requests_to_next: int
    settled_after: float
    double_decisions: int
    stale_rows: int


async def measure(
    play: Play, shifts: list[Shift], inspector: Person, ids: list[int], seconds: float, url: str
) -> Found:
    """Let these people work for so many seconds, and look at everything afterwards."""
    books = Books(url)
    try:
        for shift in shifts:
            await shift.arrive()
        started = time.monotonic()
        await asyncio.gather(*(shift.work(started + seconds) for shift in shifts))
        worked = time.monotonic() - started
        decisions = books.number("SELECT count(*) FROM workflow_decision")
        settled_after = await _settle(books, ids)
        stale = await _stale(play, inspector, books)
        doubles = books.counted(DOUBLE_DECISIONS)
        delays = p50_p95(delays_ms(books, ids, play.desks))
    finally:
        for desk in play.desks:
            await desk.close()
        books.close()
    for what in [*(f"{name}: {number}" for name, number in doubles.items()), *stale[:SAID]]:
        play.problem(what)
    requests = sum((shift.requests for shift in shifts), Counter[int]())
    waits = quantiles([one for shift in shifts for one in shift.seconds] or [0, 0], n=20)
    return Found(
        decisions=decisions,
        seconds=worked,
        to_desks_ms=delays,
        to_next_ms=(waits[9] * 1000, waits[18] * 1000),
        requests_to_next=max(requests, default=0),
        settled_after=settled_after,
        double_decisions=doubles.total(),
        stale_rows=len(stale),
    )


async def _settle(books: Books, ids: list[int]) -> float:
    """After how many seconds all that was decided was out."""
    started = time.monotonic()
    while books.number(NOT_OUT, [ids]) and time.monotonic() - started < SETTLES_WITHIN:
        await asyncio.sleep(0.25)
    return time.monotonic() - started


async def _stale(play: Play, inspector: Person, books: Books) -> list[str]:
    """Rows that still differ from a fresh page after the time they have."""
    browser = Browser(play, inspector)
    await browser.sign_in()
    truth = Truth(books)
    await truth.read(browser)
    await browser.close()
    end = time.monotonic() + CONVERGES_WITHIN
    while True:
        wrong = [
            f"stale on the desk of {desk.browser.pk}: {one}"
            for desk in play.desks
            for one in truth.wrong_on(desk)
        ]
        if not wrong or time.monotonic() > end:
            return wrong
        await asyncio.sleep(0.25)
