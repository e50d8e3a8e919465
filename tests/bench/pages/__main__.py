"""Pages against a view that answers "ok": ./bin/bench pages [--rounds N].

One gunicorn worker of four threads, as in production, then Daphne. Each page is asked for by short
turns with its yardstick, behind the same middleware: on a machine that has other things to do, only the ratio counts.
"""

import argparse
import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from tests.bench.database import database_of, fill_once
from tests.bench.figures import Figure, finish, of_rounds
from tests.bench.pages.load import Page, load

SETTINGS = "tests.bench.pages.ok_settings"
SERVERS = ("gunicorn", "daphne")


@dataclass(frozen=True)
class Compared:
    """A page, its yardstick, the share of the yardstick's speed to reach, and the status to be answered."""

    page: Page
    yardstick: Page
    goal: float | None = None
    status: str = "200"


@dataclass(frozen=True)
class Round:
    """Answers per second of a page and of its yardstick, asked for by turns; how busy the readers were."""

    page: float
    yardstick: float
    busy: float


def main() -> int:
    """Measure each server in turn, print its table, then the JSON line."""
    parser = argparse.ArgumentParser(prog="bench pages", description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--turns", type=int, default=4, help="of each page and of its yardstick in a round")
    parser.add_argument("--seconds", type=float, default=0.25, help="of each turn")
    asked = parser.parse_args()
    figures: dict[str, Figure] = {}
    with database_of("pages", Path(__file__).with_name("made.py"), SETTINGS):
        from tests.bench.pages.made import fill

        fill_once(fill)
        for server in SERVERS:
            with _serving(server) as running:
                # The goals are for the way pages are served in production.
                compared = _compared(running.port, with_goals=server == "gunicorn")
                rounds = _measure(running.port, compared, asked)
            _print(server, compared, rounds)
            for name, one in compared.items():
                key = name if server == "gunicorn" else f"{name}_{server}"
                ratios = (each.page / each.yardstick for each in rounds[name])
                figures[key] = of_rounds(ratios, one.goal)
    finish("pages", figures)
    return 0


def _compared(port: int, *, with_goals: bool) -> dict[str, Compared]:
    from django.test import Client

    from directory.models import User
    from stories.models import Story
    from tests.bench.pages.made import MODERATOR

    story = Story.objects.published().newest_first().filter(routings__reply__isnull=False)[0]
    url = f"/experiences/{story.pk}/"
    with urlopen(f"http://localhost:{port}{url}") as drawn:
        known = {"If-None-Match": drawn.headers["ETag"]}
    moderator = Client()
    moderator.force_login(User.objects.get(email=MODERATOR))
    signed_in = {"Cookie": f"sessionid={moderator.cookies['sessionid'].value}"}
    ok, ok_signed_in = Page("/ok/"), Page("/ok-signed-in/", signed_in)
    pages = {
        "story_unchanged": Compared(Page(url, known), ok, 0.8, "304"),
        "home": Compared(Page("/"), ok, 0.25),
        "list": Compared(Page("/experiences/"), ok, 0.25),
        "story": Compared(Page(url), ok, 0.25),
        "desk": Compared(Page("/moderation/", signed_in), ok_signed_in, 0.25),
        # Readers who bring a session share fragments only, no page.
        "list_signed_in": Compared(Page("/experiences/", signed_in), ok_signed_in),
        "story_signed_in": Compared(Page(url, signed_in), ok_signed_in),
    }
    return pages if with_goals else {name: replace(one, goal=None) for name, one in pages.items()}


def _measure(port: int, compared: dict[str, Compared], asked: argparse.Namespace) -> dict[str, list[Round]]:
    for one in compared.values():
        _round(port, one, 1, asked.seconds)
    rounds: dict[str, list[Round]] = {name: [] for name in compared}
    for _ in range(asked.rounds):
        for name, one in compared.items():
            rounds[name].append(_round(port, one, asked.turns, asked.seconds))
    return rounds


def _round(port: int, one: Compared, turns: int, seconds: float) -> Round:
    answers = load(port, [one.page, one.yardstick], turns=turns, seconds=seconds)
    if [set(statuses) for statuses in answers.statuses] != [{one.status}, {"200"}]:
        raise SystemExit(f"{one.page.path} should be answered {one.status}: {answers.statuses}")
    return Round(*answers.per_second, answers.busy)


def _serving(server: str) -> AbstractContextManager:
    from tests.servers import daphne, free_port, running

    if server == "daphne":
        return daphne(DJANGO_SETTINGS_MODULE=SETTINGS)
    port = free_port()
    options = [f"--bind=127.0.0.1:{port}", "--workers=1", "--threads=4"]
    command = [sys.executable, "-m", "gunicorn", "project.wsgi", *options]
    return running(command, port, {"DJANGO_SETTINGS_MODULE": SETTINGS})


def _print(server: str, compared: dict[str, Compared], rounds: dict[str, list[Round]]) -> None:
    say = sys.stdout.write
    busy = max(one.busy for some in rounds.values() for one in some)
    say(f"\n{server}, answers per second, {len(rounds['home'])} rounds; readers busy {busy:.0%} at most\n")
    say(f"  {'':<16}{'page':>8}{'ok':>8}{'ratio':>8}{'lowest':>8}{'highest':>9}{'goal':>6}\n")
    for name, turns in rounds.items():
        ratios = [one.page / one.yardstick for one in turns]
        speeds = f"{median(t.page for t in turns):>8.0f}{median(t.yardstick for t in turns):>8.0f}"
        spread = f"{median(ratios):>8.2f}{min(ratios):>8.2f}{max(ratios):>9.2f}"
        say(f"  {name:<16}{speeds}{spread}{compared[name].goal or '–':>6}\n")


if __name__ == "__main__":
    sys.exit(main())
