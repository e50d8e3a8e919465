"""Moderators at their desk: ./bin/bench desk [-U] [--moderators N] [--stories N] [--seconds N] [--reads N].

Fifty moderators read 2,000 waiting stories for a minute, through real HTTP on one server process (two with -U), each
with the live queue open; worker and clock beside them, as in production. Each presses « Suivant », decides in one
of all the ways, and has the next story opened by the same press, as fast as the desk answers: what is measured is
what it can bear. With --reads they take so many seconds for each story, and the delays are those of a working day.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.bench.desk.measuring import Found, measure
from tests.bench.desk.shift import Shift
from tests.bench.figures import Figure, finish
from tests.bench.rehearsal import world
from tests.bench.rehearsal.play import Play
from tests.bench.rehearsal.processes import deployment

UNDO_SECONDS = 10
LEASE_SECONDS = 150


def main(arguments: list[str]) -> int:
    """Make the people and the stories, let them work, compare all screens, print the table and the JSON line."""
    options = _options(arguments)
    os.environ |= {"VOX_DEMO": "1", "DJANGO_SETTINGS_MODULE": "project.settings"}
    with ExitStack() as stack:
        os.environ["DATABASE_URL"] = url = world.fresh_database(None)
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="desk-")))
        folder.mkdir(parents=True, exist_ok=True)
        # Django reads DATABASE_URL when it is set up: not before.
        import django

        django.setup()
        from tests.bench.desk import made

        inspector, *people = made.moderators(1 + options.moderators)
        ids = made.stories(options.stories)
        made.vacuum()
        started = deployment(
            folder.resolve(),
            url,
            servers=2 if options.two else 1,
            lease_seconds=LEASE_SECONDS,
            undo_seconds=UNDO_SECONDS,
        )
        where = stack.enter_context(started)

        async def working() -> tuple[Found, Play]:
            play = Play(where, world.World(), [], patient=True)
            shifts = [Shift(play, person, options.reads) for person in people]
            return await measure(play, shifts, inspector, ids, options.seconds, url), play

        found, play = asyncio.run(working())
        for line in where.complaints():
            play.problem(line)
    _show(
        found, play, f"{len(people)} moderators, {len(ids)} stories, {len(where.servers)} server process(es)"
    )
    figures = {
        "decisions_per_s": Figure(found.decisions / found.seconds),
        "p95_ms": Figure(found.to_desks_ms[1]),
        "double_decisions": Figure(found.double_decisions, 0, at_most=True),
        "stale_rows": Figure(found.stale_rows, 0, at_most=True),
    }
    finish("desk", figures)
    return 0 if all(figure.is_met for figure in figures.values()) and not play.problems else 1


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench desk", description=__doc__.partition("\n")[0])
    parser.add_argument("-U", "--two", action="store_true", help="two server processes, Valkey between them")
    parser.add_argument("--moderators", type=int, default=50)
    parser.add_argument("--stories", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--reads", type=float, default=0, help="seconds that one reads a story for")
    parser.add_argument("--keep", type=Path, help="a folder for the logs, kept")
    return parser.parse_args(arguments)


def _show(found: Found, play: Play, who: str) -> None:
    write = sys.stdout.write
    write(f"\n{who}, {found.seconds:.0f} s\n\n")
    for label, value in [
        ("decisions", f"{found.decisions}"),
        ("decisions per second", f"{found.decisions / found.seconds:.1f}"),
        ("requests, decision to next story", f"{found.requests_to_next} at most"),
        ("ms, decision to next story", "{:.0f} / {:.0f} (p50 / p95)".format(*found.to_next_ms)),
        ("ms, move to the other desks", "{:.0f} / {:.0f} (p50 / p95)".format(*found.to_desks_ms)),
        ("last decision out after", f"{found.settled_after:.0f} s"),
        ("double decisions", f"{found.double_decisions}"),
        ("stale rows", f"{found.stale_rows}"),
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
