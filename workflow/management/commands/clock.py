import logging
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from workflow.clock import BEAT_SECONDS, CHORES

log = logging.getLogger(__name__)
# Any number that nothing else in this database locks.
ADVISORY_LOCK = 20_190_314


class Command(BaseCommand):
    help = "Do what time brings about; one process does it, others wait to take its place."

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.done_at: dict[int, float] = {}

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do everything once and stop")

    def handle(self, *, once: bool, **options: object) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            try:
                self.beat()
            except Exception:
                log.exception("clock: this beat failed, the next one tries again")
                if once:
                    raise
                connection.close()
            if once:
                return
            stop.wait(BEAT_SECONDS)

    def beat(self) -> None:
        """Every chore, if this process holds the lock (a session lock: it goes with the process)."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_LOCK])
            if not cursor.fetchone()[0]:
                return
        try:
            for seconds, chores in CHORES.items():
                if time.monotonic() - self.done_at.get(seconds, -seconds) >= seconds - 1:
                    self.done_at[seconds] = time.monotonic()
                    for chore in chores:
                        chore()
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
