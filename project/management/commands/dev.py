"""manage.py dev: database, web server, worker and clock, under one supervisor (see bin/dev)."""

import os
import signal
import socket
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError

from project import embedded, older_database
from project.supervisor import AlreadyRunning, Process, Supervisor

MANAGE = [sys.executable, "manage.py"]
NOT_CODE = {"var", "tests", "static", "docs", "node_modules"}


class Command(BaseCommand):
    """Needs nothing to be there: it starts the database itself."""

    help = "Runs everything on this machine; Ctrl-C stops everything."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        try:
            supervisor = Supervisor(embedded.var_folder())
        except AlreadyRunning:
            raise CommandError("It runs already in this folder (VOX_VAR chooses another).") from None
        except OSError as error:
            raise CommandError(f"Cannot write in {embedded.var_folder()}: {error.strerror}.") from None
        try:
            _require_free(port)
            os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
            self._prepare(supervisor)
            self._serve(supervisor, port)
        except embedded.Unusable as error:
            raise CommandError(str(error)) from None
        finally:
            supervisor.end_all()

    def _prepare(self, supervisor: Supervisor) -> None:
        if url := os.environ.get("DATABASE_URL"):
            _require_answer(url)
            if found := older_database.unknown_migrations(url):
                raise CommandError(
                    f"The database of DATABASE_URL was made by older migrations ({found[0]}…): give an empty one."
                )
        else:
            embedded.start()
            holding = [sys.executable, "-m", "project.database", "hold"]
            supervisor.start(Process("database", holding, on_our_death=signal.SIGTERM))
            self._set_older_aside()
        self._step(supervisor, "migrate", "--verbosity=0")
        if os.environ.get("VOX_DEMO") == "1":
            self._step(supervisor, "load_demo")

    def _set_older_aside(self) -> None:
        found = older_database.unknown_migrations(embedded.url())
        if not found:
            return
        try:
            aside = older_database.set_aside(embedded.url("postgres"), embedded.NAME)
        except psycopg.errors.ObjectInUse:
            raise CommandError(
                f"The database here was made by older migrations ({found[0]}…), and another program uses it:"
                " stop it first."
            ) from None
        self.stdout.write(
            f"The database here was made by older migrations ({found[0]}…): it is kept as {aside}, and a new"
            " one is made."
        )

    def _step(self, supervisor: Supervisor, *command: str) -> None:
        if not supervisor.step([*MANAGE, *command]) and not supervisor.stopping:
            raise CommandError(f"manage.py {command[0]} failed (it says why above).")

    def _serve(self, supervisor: Supervisor, port: int) -> None:
        if supervisor.stopping:
            return
        # A thousand browsers may come back at once: the default backlog (50) and patience (5 s) lose most.
        where = f"tcp:port={port}:interface=127.0.0.1:backlog=4096"
        daphne = f"-m daphne -e {where} --websocket_connect_timeout 30 --verbosity=0"
        web = Process("web server", [sys.executable, *daphne.split(), "project.asgi:application"])
        supervisor.start(web)
        supervisor.start(Process("worker", [*MANAGE, "db_worker", "--verbosity=0"]))
        supervisor.start(Process("clock", [*MANAGE, "clock"]))
        if os.environ.get("VOX_DEMO") == "1":
            self._step(supervisor, "load_demo", "--people")
        while web.alive() and not supervisor.stopping and not _answers(port):
            time.sleep(0.1)
        if web.alive():
            self.stdout.write(f"\nVoxusagers: http://localhost:{port}   (Ctrl-C stops everything)\n")
        supervisor.keep_alive(_code)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port or -1))  # 0 would mean "any"
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or "there is no such port"
            raise CommandError(
                f"Port {port} cannot be used ({reason}): choose another with --port."
            ) from None


def _require_answer(url: str) -> None:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise CommandError(f"The server of DATABASE_URL does not answer: {reason}") from None


def _code() -> Iterator[Path]:
    """The files whose change needs a restart: Python, and templates, which the processes keep in memory."""
    for folder in embedded.ROOT.iterdir():
        if folder.is_dir() and folder.name not in NOT_CODE and not folder.name.startswith("."):
            for pattern in ("*.py", "*.html", "*.txt"):
                yield from folder.rglob(pattern)
