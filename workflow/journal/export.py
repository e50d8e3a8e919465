"""The journal as a spreadsheet reads it: French headers, no formula, some lines at a time."""

import csv
from collections.abc import AsyncIterator, Iterable, Iterator
from io import StringIO

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db import connection
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.timezone import localtime

from stories.texts.difference import ADDED, REMOVED, SAME, Piece
from workflow.journal.entries import Entry

BOM = "\ufeff"  # without it, spreadsheets take UTF-8 for something else
HEADERS = [
    "Date",
    "Modérateur",
    "Décision",
    "Motif",
    "De",
    "Vers",
    "N° du récit",
    "Titre",
    "Services concernés",
    "Mot à l'auteur",
    "Note",
    "Pourquoi un détail peut rester",
    "Différences",
    "Version du guide",
    "Annulée le",
]
# A cell that begins so is a formula to a spreadsheet; the wide forms too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def safe(cell: object) -> str:
    """The cell as text, never a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip().startswith(FORMULA) else text


def stream(request: HttpRequest, chunks: Iterable[list[Entry]]) -> StreamingHttpResponse:
    """Lines as they are read; between two chunks no connection to the database is held."""
    blocks = _blocks(iter(chunks))
    # Daphne would gather all of a plain iterator before sending any of it.
    content = _in_threads(blocks) if isinstance(request, ASGIRequest) else blocks
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="journal-de-moderation.csv"'
    return response


def _blocks(chunks: Iterator[list[Entry]]) -> Iterator[bytes]:
    yield (BOM + _lines([HEADERS])).encode()
    while True:
        entries = next(chunks, None)
        _let_go()
        if entries is None:
            return
        yield _lines(map(row_of, entries)).encode()


async def _in_threads(blocks: Iterator[bytes]) -> AsyncIterator[bytes]:
    following = sync_to_async(lambda: next(blocks, None))
    while (block := await following()) is not None:
        yield block


def _let_go() -> None:
    if not connection.in_atomic_block:
        connection.close()


def _lines(rows: Iterable[Iterable[object]]) -> str:
    written = StringIO()
    csv.writer(written, delimiter=";").writerows([safe(cell) for cell in row] for row in rows)
    return written.getvalue()


def row_of(entry: Entry) -> list[object]:
    """One decision, in the order of HEADERS."""
    decision, (before, after) = entry.decision, entry.steps
    return [
        f"{localtime(entry.event.at):%Y-%m-%d %H:%M:%S}",
        entry.who,
        entry.what,
        entry.reason or entry.told_why,
        before,
        after,
        entry.event.story_id,
        entry.event.story.title,
        " ; ".join(entry.services),
        decision.message if decision else "",
        entry.remark,
        decision.override if decision else "",
        in_line(entry.changes or []),
        decision.guide.version if decision and decision.guide else "",
        f"{localtime(decision.undone_at):%Y-%m-%d %H:%M:%S}" if decision and decision.undone_at else "",
    ]


def in_line(pieces: Iterable[Piece]) -> str:
    """What changed, without what did not: [-supprimé-] {+ajouté+}."""
    drawn = {REMOVED: "[-{}-]", ADDED: "{{+{}+}}", SAME: " "}
    return " ".join("".join(drawn[piece.kind].format(piece.text.strip()) for piece in pieces).split())
