"""Moderators at their desk: ./bin/bench desk [-U] [--moderators N] [--stories N] [--seconds N].

Fifty moderators read 2,000 waiting stories for a minute, through real HTTP on one server process (two with -U), each
with the live queue open; worker and clock beside them, as in production. Each presses « Suivant », decides in one
of all the ways, and has the next story opened by the same press.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING

from tests.bench.figures import Figure, finish
from tests.bench.rehearsal import world
from tests.bench.rehearsal.processes import deployment

if TYPE_CHECKING:
    from tests.bench.rehearsal.books import Books
    from tests.bench.rehearsal.play import Play

UNDO_SECONDS = 10
LEASE_SECONDS = 150
SETTLES_WITHIN = 120.0
CONVERGES_WITHIN = 10.0
Found = dict[str, float]


def main(arguments: list[str]) -> int:
    """Make the people and the stories, let them work, compare all screens, print the table and the JSON line."""
    parser = argparse.ArgumentParser(prog="bench desk")
    parser.add_argument(
        "-U", "--two", action="store_true", help="two server processes, with Valkey between them"
    )
    parser.add_argument("--moderators", type=int, default=50)
    parser.add_argument("--stories", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--keep", type=Path, help="a folder for the logs, kept")
    options = parser.parse_args(arguments)
    os.environ |= {"VOX_DEMO": "1", "DJANGO_SETTINGS_MODULE": "project.settings"}
    with ExitStack() as stack:
        os.environ["DATABASE_URL"] = url = world.fresh_database(None)
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="desk-")))
        folder.mkdir(parents=True, exist_ok=True)
        import django

        django.setup()
        from tests.bench.desk import made
        from tests.bench.rehearsal.play import Play

        people, ids = made.moderators(options.moderators + 1), made.stories(options.stories)
        made.vacuum()
        servers, two = deployment(folder.resolve(), url, servers=1 + options.two, **LONG), options.two
        where = stack.enter_context(servers)

        async def working() -> tuple[Found, Play]:
            play = Play(where, world.World(), [], patient=True)
            return await _measure(play, people, ids, url, options.seconds), play

        found, play = asyncio.run(working())
    _show(found, play, len(people) - 1, len(ids), 1 + two)
    figures = {
        "decisions_per_s": Figure(found["decisions"] / found["seconds"]),
        "p95_ms": Figure(found["p95_ms"]),
        "double_decisions": Figure(found["double_decisions"], 0, at_most=True),
        "stale_rows": Figure(found["stale_rows"], 0, at_most=True),
    }
    finish("desk", figures)
    return 0 if all(figure.is_met for figure in figures.values()) and not play.problems else 1


LONG = {"lease_seconds": LEASE_SECONDS, "undo_seconds": UNDO_SECONDS}


async def _measure(
    play: "Play", people: list[world.Person], ids: list[int], url: str, seconds: float
) -> Found:
    from tests.bench.desk.shift import Shift
    from tests.bench.rehearsal.books import Books
    from tests.bench.rehearsal.checks import DOUBLE_DECISIONS
    from tests.bench.rehearsal.delays import delays_ms, p50_p95

    books = Books(url)
    shifts = [Shift(play, person) for person in people[1:]]
    try:
        for shift in shifts:
            await shift.arrive()
        started = time.monotonic()
        await asyncio.gather(*(shift.work(started + seconds) for shift in shifts))
        worked = time.monotonic() - started
        made = books.number("SELECT count(*) FROM workflow_decision")
        settled = await _settle(books, ids)
        stale = await _stale(play, people[0], books)
        doubles = books.counted(DOUBLE_DECISIONS)
        for name, number in doubles.items():
            play.problem(f"{name}: {number}")
        delays = p50_p95(delays_ms(books, ids, play.desks))
        asked = sum((shift.requests for shift in shifts), Counter[int]())
        waits = quantiles([one for shift in shifts for one in shift.seconds] or [0, 0], n=20)
    finally:
        for desk in play.desks:
            await desk.close()
        books.close()
    return {
        "decisions": made,
        "seconds": worked,
        "p50_ms": delays[0],
        "p95_ms": delays[1],
        "double_decisions": doubles.total(),
        "stale_rows": len(stale),
        "requests": max(asked, default=0),
        "next_p50_ms": waits[9] * 1000,
        "next_p95_ms": waits[18] * 1000,
        "settled": settled,
    }


async def _settle(books: "Books", ids: list[int]) -> float:
    """After how many seconds all that was decided was out."""
    started = time.monotonic()
    pending = "SELECT count(*) FROM stories_story WHERE NOT in_effect AND id = ANY(%s)"
    while books.number(pending, [ids]) and time.monotonic() - started < SETTLES_WITHIN:
        await asyncio.sleep(0.25)
    return time.monotonic() - started


async def _stale(play: "Play", inspector: world.Person, books: "Books") -> list[str]:
    """Rows that still differ after the time they have."""
    from tests.bench.desk.truth import Truth
    from tests.bench.rehearsal.browser import Browser

    browser = Browser(play, inspector)
    await browser.sign_in()
    truth = Truth(books)
    await truth.read(browser)
    end = time.monotonic() + CONVERGES_WITHIN
    while wrong := [f"{one} ({desk.browser.pk})" for desk in play.desks for one in truth.wrong_on(desk)]:
        if time.monotonic() > end:
            break
        await asyncio.sleep(0.25)
    for one in wrong[:20]:
        play.problem(f"stale: {one}")
    return wrong


def _show(found: Found, play: "Play", people: int, stories: int, servers: int) -> None:
    write = sys.stdout.write
    write(
        f"\n{people} moderators, {stories} stories, {servers} server process(es), {found['seconds']:.0f} s\n\n"
    )
    for label, value in [
        ("decisions", f"{found['decisions']:.0f}"),
        ("decisions per second", f"{found['decisions'] / found['seconds']:.1f}"),
        ("requests, decision to next story", f"{found['requests']:.0f} at most"),
        (
            "ms, decision to next story",
            f"{found['next_p50_ms']:.0f} / {found['next_p95_ms']:.0f} (p50 / p95)",
        ),
        ("ms, move to the other desks", f"{found['p50_ms']:.0f} / {found['p95_ms']:.0f} (p50 / p95)"),
        ("all decisions out after", f"{found['settled']:.0f} s"),
        ("double decisions", f"{found['double_decisions']:.0f}"),
        ("stale rows", f"{found['stale_rows']:.0f}"),
    ]:
        write(f"  {label:<36}{value:>24}\n")
    for name, number in sorted(play.races.items()):
        write(f"  {number:>6}  {name}\n")
    write(f"  answers: {', '.join(f'{n} × {status}' for status, n in sorted(play.statuses.items()))}\n")
    for what, number in play.problems.items():
        write(f"  WRONG  {number} × {what}\n")
    write("\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
