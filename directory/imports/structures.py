"""The State's list of structures, brought into the directory.

All of it in one transaction: a tree half old, half new would route stories to the wrong people, and an
import that dies is simply run again. Nobody waits for it: readers see the old tree until the end, and what
refers to a structure takes a lock that goes with those taken here. Memory holds codes and ids, never the
file's texts, because the file is read twice: first for the tree, then for the texts, a batch at a time.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import batched
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from directory.imports.rows import TEXTS, Row, read_rows
from directory.imports.tree import cut_rings, rebuild_paths
from directory.models import Network, Structure

BATCH = 1000
FIELDS = ("network_id", "parent_id", "active", *TEXTS)
WRITTEN = ("network", "parent", "active", *TEXTS, "closed_at")

Progress = Callable[[Iterator[Row], int], Iterable[Row]]


@dataclass
class Report:
    """What an import did; refusals and warnings are (line, what)."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    closed: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[tuple[int, str]] = field(default_factory=list)

    @property
    def unchanged(self) -> int:
        return self.rows - len(self.refused) - self.created - self.updated


@dataclass
class Outline:
    """What is known of the file before its texts are written: small things only."""

    lines: dict[str, int] = field(default_factory=dict)  # code → the line that counts
    parents: dict[str, str] = field(default_factory=dict)  # code → its parent's code
    networks: set[str] = field(default_factory=set)


def import_structures(path: Path, progress: Progress = lambda rows, total: rows) -> Report:
    """Make the directory say what the file says; structures it does not name stay as they are."""
    report = Report()
    outline = _outline(path, report)
    with transaction.atomic():
        _alone()
        ids = _ids(outline)
        parents = _parents(outline, ids, report)
        networks = _networks(outline)
        for rows in batched(progress(_rows(path, outline), len(outline.lines)), BATCH):
            _write(rows, ids, parents, networks, report)
        _count_again()
        rebuild_paths()
    report.warnings.sort()
    return report


def _outline(path: Path, report: Report) -> Outline:
    outline = Outline()
    for row in read_rows(path):
        report.rows += 1
        if not isinstance(row, Row):
            report.refused.append((row.line, row.reason))
        elif row.code in outline.lines:
            first = outline.lines[row.code]
            report.refused.append((row.line, f"{row.code}: already on line {first}"))
        else:
            outline.lines[row.code] = row.line
            outline.parents[row.code] = row.parent
            outline.networks.add(row.network)
            report.warnings += [(row.line, f"{row.code}: {text}") for text in row.warnings]
    return outline


def _rows(path: Path, outline: Outline) -> Iterator[Row]:
    """The rows that count, a second time."""
    for row in read_rows(path):
        if isinstance(row, Row) and outline.lines.get(row.code) == row.line:
            yield row


def _alone() -> None:
    """Two imports at once would give two ids to one code: the second waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('import_structures'))")


def _ids(outline: Outline) -> dict[str, int]:
    """The id of every code; new ones are reserved, so that a child may be written before its parent."""
    ids: dict[str, int] = dict(Structure.objects.values_list("code", "pk").iterator())
    new = [code for code in outline.lines if code not in ids]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('directory_structure', 'id')) FROM generate_series(1, %s)",
            [len(new)],
        )
        ids.update(zip(new, (pk for (pk,) in cursor.fetchall()), strict=True))
    return ids


def _parents(outline: Outline, ids: dict[str, int], report: Report) -> dict[int, int | None]:
    """The parent of every structure, the file's word above the directory's; who has none is a root."""
    parents: dict[int, int | None] = dict(Structure.objects.values_list("pk", "parent_id").iterator())
    for code, parent in outline.parents.items():
        parents[ids[code]] = ids.get(parent) if parent else None
        if parent and parent not in ids:
            what = f"{code}: parent “{parent[:20]}” is nowhere, taken as a root"
            report.warnings.append((outline.lines[code], what))
    codes = {ids[code]: code for code in outline.lines}
    lines = {ids[code]: line for code, line in outline.lines.items()}
    for pk in cut_rings(parents, lines):
        report.warnings.append((lines[pk], f"{codes[pk]}: its own ancestor, taken as a root"))
    return parents


def _networks(outline: Outline) -> dict[str, int]:
    Network.objects.bulk_create(
        [Network(name=name) for name in sorted(outline.networks)], ignore_conflicts=True
    )
    return dict(Network.objects.filter(name__in=outline.networks).values_list("name", "pk"))


def _count_again() -> None:
    """A table just filled has the statistics of an empty one; queries planned with those take minutes."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE directory_structure, directory_network")


def _write(
    rows: tuple[Row, ...],
    ids: dict[str, int],
    parents: dict[int, int | None],
    networks: dict[str, int],
    report: Report,
) -> None:
    """Insert and update what differs, in one statement for the whole batch."""
    known = {
        pk: (closed_at, tuple(values))
        for pk, closed_at, *values in Structure.objects.filter(
            pk__in=[ids[row.code] for row in rows]
        ).values_list("pk", "closed_at", *FIELDS)
    }
    now, changed = timezone.now(), []
    for row in rows:
        pk = ids[row.code]
        values = (networks[row.network], parents[pk], row.active, *map(row.texts.get, TEXTS))
        closed_at, before = known.get(pk, (None, None))
        if values == before:
            continue
        closes = not row.active and closed_at is None
        closed_at = None if row.active else closed_at or now
        changed.append(
            Structure(pk=pk, code=row.code, closed_at=closed_at, **dict(zip(FIELDS, values, strict=True)))
        )
        report.closed += closes
        report.created += before is None
        report.updated += before is not None
    Structure.objects.bulk_create(changed, update_conflicts=True, unique_fields=["id"], update_fields=WRITTEN)
