"""Announce changes inside a transaction, and read the ones a page or a hub has not seen.

A position in the log is a snapshot, not a number: transactions commit in another order than they
begin, so "everything after number n" would miss some, or wait for the slowest of them all.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import connection, transaction

from live import bell

# More than this to catch up with, and a page is told to redraw itself instead.
REPLAY_AT_MOST = 500
# Rows outlive the oldest valid position by this much: a row is dated before its transaction ends.
SPARE_SECONDS = 600
SNAPSHOT = re.compile(r"\d{1,20}:\d{1,20}:[\d,]*@\d{1,12}\.\d{1,6}", re.ASCII)
SIGNER = signing.Signer(salt="live.position")


@dataclass(frozen=True)
class Change:
    """Something that people who hear one of ``topics`` may have to see anew."""

    topics: Sequence[str]
    subject: str
    id: int


@dataclass(frozen=True)
class Position:
    """What a reader has seen: a PostgreSQL snapshot, and the database's time when it was taken."""

    snapshot: str
    seconds: float

    @classmethod
    def from_token(cls, token: str) -> "Position | None":
        """The position that ``token`` carries; None for one we never gave (or a damaged one)."""
        try:
            text = SIGNER.unsign(token)
        except signing.BadSignature:
            return None
        if not SNAPSHOT.fullmatch(text):
            return None
        snapshot, seconds = text.split("@")
        return cls(snapshot, float(seconds))

    @cached_property
    def token(self) -> str:
        """For browsers to give back; signed, as one reader's position widens what is read."""
        return SIGNER.sign(f"{self.snapshot}@{self.seconds:.3f}")

    @cached_property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    @cached_property
    def order(self) -> tuple[int, int, int]:
        """Snapshots of one server are totally ordered by this."""
        return self._bounds[0], self._bounds[1], -len(self._running)

    @cached_property
    def _bounds(self) -> tuple[int, int]:
        first, last, _ = self.snapshot.split(":")
        return int(first), int(last)

    @cached_property
    def _running(self) -> frozenset[int]:
        running = self.snapshot.split(":")[2]
        return frozenset(int(xid) for xid in running.split(",") if xid)

    def has_seen(self, xid: int) -> bool:
        """Whether the work of transaction ``xid`` was visible here (pg_visible_in_snapshot)."""
        first, last = self._bounds
        return xid < first or (xid < last and xid not in self._running)


@dataclass(frozen=True)
class Row:
    """A change as it was read back."""

    topics: tuple[str, ...]
    subject: str
    subject_id: int
    xid: int


@dataclass(frozen=True)
class News:
    """The rows unseen at some position, oldest first, and the position that they lead to."""

    rows: tuple[Row, ...]
    position: Position
    cut: bool

    def reach(self, since: Position) -> bool:
        """Whether ``rows`` hold everything that a reader at ``since`` has missed."""
        first, last = since._bounds
        return (
            self.position.seconds - since.seconds <= settings.LIVE_KEEP_SECONDS
            and last <= self.position._bounds[1]  # else from the future: a backup was restored
            and not (self.cut and first <= self.rows[0].xid)
        )

    def unseen_at(self, since: Position) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not since.has_seen(row.xid))


# What logs changes, with their rows behind it: also in statements that make the rows themselves.
INSERTION = "INSERT INTO live_change (topics, subject, subject_id)"


def announce(*changes: Change) -> None:
    """Log changes in the current transaction, in one statement; ring the bell once it commits."""
    if not changes:
        return
    statement, parameters = insertion(changes)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
    ring_once_committed()


def insertion(changes: Sequence[Change]) -> tuple[str, dict[str, Any]]:
    """The statement that logs these changes, for a larger one to hold it, and its parameters."""
    rows, parameters = [], dict[str, Any]()
    for number, change in enumerate(changes):
        rows.append(f"(%(topics_{number})s::text[], %(subject_{number})s, %(subject_id_{number})s)")
        parameters[f"topics_{number}"] = list(change.topics)
        parameters[f"subject_{number}"], parameters[f"subject_id_{number}"] = change.subject, change.id
    return f"{INSERTION} VALUES {', '.join(rows)}", parameters


def ring_once_committed() -> None:
    """For whoever runs an ``insertion``: tell the hubs, once the rows can be read."""
    transaction.on_commit(bell.ring, robust=True)


def revoke(user_id: int) -> None:
    """Say that a person's rights changed: their sockets are closed, and the pages reload."""
    announce(Change([f"rights:{user_id}"], "rights", user_id))


def current_position() -> Position:
    """The position of someone who sees what this connection sees now."""
    return read(None, []).position


def read(since: Position | None, topics: Iterable[str]) -> News:
    """The rows of ``topics`` unseen at ``since``, and the new position, by one statement."""
    snapshot = since.snapshot if since else None
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT pg_current_snapshot()::text, extract(epoch from statement_timestamp())::float8,
                   ARRAY(SELECT jsonb_build_array(topics, subject, subject_id, xid::text)
                         FROM live_change
                         WHERE xid >= pg_snapshot_xmin(%(since)s::pg_snapshot)
                           AND NOT pg_visible_in_snapshot(xid, %(since)s::pg_snapshot)
                           AND topics && %(topics)s::text[]
                         ORDER BY xid DESC, id DESC LIMIT %(most)s)
            """,
            {"since": snapshot, "topics": list(topics), "most": REPLAY_AT_MOST + 1},
        )
        position, seconds, found = cursor.fetchone()
    rows = tuple(
        Row(tuple(on), subject, pk, int(xid)) for on, subject, pk, xid in map(json.loads, reversed(found))
    )
    return News(rows, Position(position, round(seconds, 3)), cut=len(rows) > REPLAY_AT_MOST)


def prune() -> int:
    """Forget the rows that no valid position can ask for any more; the clock calls this."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM live_change WHERE at < now() - make_interval(secs => %s)",
            [settings.LIVE_KEEP_SECONDS + SPARE_SECONDS],
        )
        return cursor.rowcount
