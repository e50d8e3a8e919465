"""manage.py open_perimeter CODE --since DATE: a service, and all below it, begins to answer."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory.models import Structure
from directory.perimeter import open_perimeter


class Command(BaseCommand):
    """Can be run again, with another date too: the last one holds."""

    help = "Says since when a structure answers, and all below it that has no date of its own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="the structure's code SP+")
        parser.add_argument("--since", required=True, metavar="DATE", help="year-month-day")

    def handle(self, *args: Any, code: str, since: str, **options: Any) -> None:
        try:
            day = date.fromisoformat(since)
        except ValueError as error:
            raise CommandError(f"“{since}” is no date: write it as 2019-03-14.") from error
        structure = Structure.objects.filter(code=code).first()
        if structure is None:
            raise CommandError(f"No structure has the code “{code}”.")
        if not structure.active:
            raise CommandError(f"“{structure}” is closed.")
        number = open_perimeter(structure, day)
        self.stdout.write(f"“{structure}” answers since {day}: {number} active structures in its tree.")
