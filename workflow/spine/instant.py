"""The instant that actions take as present."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_instant: ContextVar[datetime | None] = ContextVar("instant", default=None)


def now() -> datetime:
    """The instant actions take as present."""
    return _instant.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Make actions happen at ``moment``: for loading a demo whose stories lie in the past."""
    token = _instant.set(moment)
    try:
        yield
    finally:
        _instant.reset(token)
