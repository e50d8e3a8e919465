import logging
import signal
import threading

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from workflow.clock import CHORES

log = logging.getLogger(__name__)
EVERY_SECONDS = 5
# Any number that nothing else in this database locks.
ADVISORY_LOCK = 20_190_314


class Command(BaseCommand):
    help = "Do what time brings about, every 5 s; one process does it, others wait to take its place."

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
            stop.wait(EVERY_SECONDS)

    def beat(self) -> None:
        """Every chore, if this process holds the lock (a session lock: it goes with the process)."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_LOCK])
            if not cursor.fetchone()[0]:
                return
        try:
            for chore in CHORES:
                chore()
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
