"""The whole way with simulated people, on real stories: ./bin/bench rehearsal [--stories FILE] [--url URL].

Two web servers with Valkey between them, a worker and a clock are started on a database made anew beside the
embedded one (or beside the one of DATABASE_URL), and ended at the end. With --url a running demo server is used
instead: its database must then be given as DATABASE_URL, because accounts are made and the books are read there;
leases keep that server's length, so nobody lets one expire.

Fails (exit 1) unless every one of double_decisions, double_publications, lost_drafts, claims_left, stale_desks and
lost_consent is 0, every story went its whole way, and no page answered otherwise than it should.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from project import embedded
from tests.bench.rehearsal import report, told, world
from tests.bench.rehearsal.processes import Deployment, deployment
from tests.bench.rehearsal.told import Told

EXPORT = Path(__file__).resolve().parents[4] / "shared" / "data" / "spp-structures" / "export-structures.csv"


def main() -> int:
    """Set the stage, play, print the table and the JSON line."""
    arguments = _arguments()
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, _stop)
    signal.alarm(arguments.seconds)
    started = time.monotonic()
    with ExitStack() as stack:
        books_url, where = _stage(arguments, stack)
        # Django reads DATABASE_URL when it is set up: not before.
        import django

        django.setup()
        stories = _stories(arguments.stories, arguments.limit)
        people = world.people_for(Counter(pk for one in stories for pk in one.houses), len(stories))
        from tests.bench.rehearsal.director import rehearse
        from tests.bench.rehearsal.play import Play

        async def playing() -> dict[str, object]:
            play = Play(where, people, stories, arguments.seed)
            return await rehearse(play, books_url, arguments.seconds * 0.7)

        found = asyncio.run(playing())
    report.table(found, time.monotonic() - started)
    print(json.dumps(found["figures"]))
    return 0 if found["well"] else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench rehearsal", description=__doc__.partition("\n")[0])
    parser.add_argument("--stories", type=Path, help="a JSON file with the open export's keys")
    parser.add_argument("--url", help="a running demo server, with its database as DATABASE_URL")
    parser.add_argument("--limit", type=int, default=0, help="only the first so many stories")
    parser.add_argument("--seed", type=int, default=1, help="other whims")
    parser.add_argument("--keep", type=Path, help="a folder for the logs and mails, kept")
    parser.add_argument("--seconds", type=int, default=900, help="after which everything ends")
    return parser.parse_args()


def _stage(arguments: argparse.Namespace, stack: ExitStack) -> tuple[str, Deployment]:
    """The database's URL, and where people go."""
    os.environ |= {"VOX_DEMO": "1", "DJANGO_SETTINGS_MODULE": "project.settings"}
    if arguments.url:
        if not os.environ.get("DATABASE_URL"):
            raise SystemExit("--url needs DATABASE_URL: the database of that very server.")
        return os.environ["DATABASE_URL"], Deployment([arguments.url.rstrip("/")])
    if not os.environ.get("DATABASE_URL"):
        stack.enter_context(_embedded_server())
    url = world.fresh_database(EXPORT if arguments.stories and EXPORT.exists() else None)
    temporary = tempfile.TemporaryDirectory(prefix="rehearsal-", ignore_cleanup_errors=True)
    folder = arguments.keep or Path(stack.enter_context(temporary))
    if (folder / "mail").exists():
        raise SystemExit(f"{folder} holds the mails of another rehearsal, which would be counted.")
    folder.mkdir(parents=True, exist_ok=True)
    return url, stack.enter_context(deployment(folder.resolve(), url))


@contextmanager
def _embedded_server() -> Iterator[None]:
    """Running already under bin/bench; otherwise for as long as the rehearsal lasts."""
    ours = embedded.start()
    folder = os.environ.get("VOX_VAR")
    try:
        yield
    finally:
        if ours:
            os.environ.pop("VOX_VAR") if folder is None else os.environ.update(VOX_VAR=folder)
            embedded.stop()


def _stories(path: Path | None, limit: int) -> list[Told]:
    names = world.names_of_structures()
    if path:
        found = told.read(path, names)
    else:
        from workflow.demo import read

        found = told.read_demo(read("stories"), names)
    return found[:limit] if limit else found


def _stop(number: int, frame: object) -> None:
    sys.exit(
        "The rehearsal took too long." if number == signal.SIGALRM else "The rehearsal was told to stop."
    )


if __name__ == "__main__":
    sys.exit(main())
