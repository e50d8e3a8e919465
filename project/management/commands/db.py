"""manage.py db start|stop|status: the embedded PostgreSQL, for whoever starts the rest without bin/dev."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from project import database


class Command(BaseCommand):
    """Needs no reachable database: it is the one that makes it so."""

    help = "Starts, stops or looks at the embedded PostgreSQL."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["start", "stop", "status"])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if os.environ.get("DATABASE_URL"):
            self.stderr.write("DATABASE_URL is set: that server is used, and not the embedded one.")
        sys.exit(database.main([what]))
