"""Pages against a view that answers "ok": ./bin/bench pages [--rounds N] [--seconds S].

One gunicorn worker of four threads, as in production, then Daphne. Each page is asked for between two turns of its
yardstick, behind the same middleware: on a machine that has other things to do, only their ratio counts.
"""

import argparse
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.bench.database import database_of, fill_once
from tests.bench.figures import Figure, finish, of_rounds
from tests.bench.load import Answers, load

SETTINGS = "tests.bench.ok_settings"
SERVERS = ("gunicorn", "daphne")


@dataclass(frozen=True)
class Page:
    """What is asked for, and the status it must be answered with."""

    path: str
    headers: dict[str, str] = field(default_factory=dict)
    status: str = "200"


@dataclass(frozen=True)
class Compared:
    """A page, its yardstick, and the share of the yardstick's speed that it must reach."""

    page: Page
    yardstick: Page
    goal: float


@dataclass(frozen=True)
class Round:
    """The answers per second of a page and of its yardstick just before and after; how busy the readers were."""

    page: float
    yardstick: float
    busy: float


def main() -> int:
    """Measure each server in turn, print its table, then the JSON line."""
    parser = argparse.ArgumentParser(prog="bench pages", description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.7, help="of each turn, three to a page and round")
    asked = parser.parse_args()
    figures: dict[str, Figure] = {}
    with database_of("pages", Path(__file__).with_name("pages_made.py"), SETTINGS):
        from tests.bench.pages_made import fill

        fill_once(fill)
        compared = _compared()
        for server in SERVERS:
            rounds = _measure(server, compared, asked.rounds, asked.seconds)
            _print(server, compared, rounds)
            # The goals are for the way pages are served in production.
            for name, one in compared.items():
                ratios = [each.page / each.yardstick for each in rounds[name]]
                key, goal = (name, one.goal) if server == "gunicorn" else (f"{name}_{server}", None)
                figures[key] = of_rounds(ratios, goal)
    finish("pages", figures)
    return 0


def _compared() -> dict[str, Compared]:
    from django.test import Client

    from directory.models import User
    from stories.models import Story
    from tests.bench.pages_made import MODERATOR

    story = Story.objects.published().newest_first().filter(routings__reply__isnull=False)[0]
    url = f"/experiences/{story.pk}/"
    known = {"If-None-Match": Client().get(url)["ETag"]}
    moderator = Client()
    moderator.force_login(User.objects.get(email=MODERATOR), "django.contrib.auth.backends.ModelBackend")
    signed_in = {"Cookie": f"sessionid={moderator.cookies['sessionid'].value}"}
    ok, ok_signed_in = Page("/ok/"), Page("/ok-signed-in/", signed_in)
    return {
        "story_unchanged": Compared(Page(url, known, "304"), ok, 0.8),
        "home": Compared(Page("/"), ok, 0.25),
        "list": Compared(Page("/experiences/"), ok, 0.25),
        "story": Compared(Page(url), ok, 0.25),
        "desk": Compared(Page("/moderation/", signed_in), ok_signed_in, 0.25),
    }


def _measure(
    server: str, compared: dict[str, Compared], rounds: int, seconds: float
) -> dict[str, list[Round]]:
    with _serving(server) as running:

        def ask(page: Page, seconds: float = seconds) -> Answers:
            return _answers(running.port, page, seconds)

        for one in compared.values():
            ask(one.yardstick, 0.3)
            ask(one.page, 0.3)
        turns: dict[str, list[Round]] = {name: [] for name in compared}
        for _ in range(rounds):
            for name, one in compared.items():
                turns[name].append(_round(one, ask))
        return turns


def _round(one: Compared, ask: Callable[[Page], Answers]) -> Round:
    before, page, after = ask(one.yardstick), ask(one.page), ask(one.yardstick)
    yardstick = (before.per_second + after.per_second) / 2
    return Round(page.per_second, yardstick, max(before.busy, page.busy, after.busy))


def _answers(port: int, page: Page, seconds: float) -> Answers:
    answers = load(port, page.path, page.headers, seconds=seconds)
    if set(answers.statuses) != {page.status}:
        raise SystemExit(f"{page.path} should be answered {page.status}: {answers.statuses}")
    return answers


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
        goal = f"{compared[name].goal:>6}" if server == "gunicorn" else f"{'–':>6}"
        say(f"  {name:<16}{speeds}{spread}{goal}\n")


if __name__ == "__main__":
    sys.exit(main())
