"""304 for a story nobody touched since: asked of the database at most once a second by each process."""

from pathlib import Path
from time import monotonic

from django.conf import settings
from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from stories.models import Story

REMEMBERED_SECONDS = 1.0
REMEMBERED_AT_MOST = 10_000
_seen: dict[int, tuple[float, str | None]] = {}


def _release() -> str:
    """What else a page depends on: the templates and styles this process draws with."""
    folders = (settings.BASE_DIR / "templates", settings.BASE_DIR / "static")
    files = (path for folder in folders for path in Path(folder).rglob("*") if path.is_file())
    return f"{max((path.stat().st_mtime_ns for path in files), default=0):x}"


RELEASE = _release()


def story_etag(request: HttpRequest, pk: int) -> str | None:
    """The validator to compare with the one an anonymous reader brings back; None when they bring none."""
    if "If-None-Match" not in request.headers or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    return watermark(pk)


def etag_of(pk: int, moves: int) -> str:
    """The validator of a story page drawn after this many moves."""
    return f'"{RELEASE}-{pk}-{moves}"'


def watermark(pk: int) -> str | None:
    """Grows with each move of the story or of its routings; None for what the public cannot read."""
    now = monotonic()
    if (seen := _seen.get(pk)) and now - seen[0] <= REMEMBERED_SECONDS:
        return seen[1]
    moves = (
        Story.objects.published()
        .filter(pk=pk)
        .annotate(moves=F("version") + Coalesce(Sum("routings__version"), 0))
        .values_list("moves", flat=True)
        .first()
    )
    mark = None if moves is None else etag_of(pk, moves)
    if len(_seen) >= REMEMBERED_AT_MOST:
        _seen.clear()
    _seen[pk] = (now, mark)
    return mark
