"""manage.py import_structures FILE: the State's list of structures."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from directory.imports.rows import Unreadable
from directory.imports.structures import Report, import_structures


class Command(BaseCommand):
    """Can be run again at will: what is already so is left alone."""

    help = "Reads the official export of structures (CSV) into the directory."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="export-structures.csv")

    def handle(self, *args: Any, file: Path, verbosity: int, **options: Any) -> None:
        def progress(rows, total):
            return tqdm(rows, total=total, unit=" rows", mininterval=0.5, disable=not verbosity)

        started = time.monotonic()
        try:
            report = import_structures(file, progress)
        except Unreadable as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{file.name} read in {time.monotonic() - started:.1f} s")
        for line in told(report):
            self.stdout.write(line)


def told(report: Report) -> list[str]:
    """The report, line by line: the counts, then every refusal and warning."""
    counts = {
        "rows read": report.rows,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "closed": report.closed,
        "refused": len(report.refused),
        "warnings": len(report.warnings),
    }
    return [
        *(f"  {name:<10} {count:>7}" for name, count in counts.items()),
        *(f"refused, line {line}: {reason}" for line, reason in report.refused),
        *(f"warning, line {line}: {text}" for line, text in report.warnings),
    ]
