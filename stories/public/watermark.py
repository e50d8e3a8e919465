"""304 for a story nobody touched since: asked of the database at most once a second by each process."""

from pathlib import Path

from django.conf import settings
from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from stories.models import Story
from stories.public.memory import is_shared, remembered


def _release() -> str:
    """What else a page depends on: the templates and styles this process draws with."""
    folders = (settings.BASE_DIR / "templates", settings.BASE_DIR / "static")
    files = (path for folder in folders for path in Path(folder).rglob("*") if path.is_file())
    return f"{max((path.stat().st_mtime_ns for path in files), default=0):x}"


RELEASE = _release()


def story_etag(request: HttpRequest, pk: int) -> str | None:
    """The validator to compare with the one an anonymous reader brings back; None when they bring none."""
    if "HTTP_IF_NONE_MATCH" not in request.META or not is_shared(request):
        return None
    return remembered(("watermark", pk), lambda: watermark(pk))


def watermark(pk: int) -> str | None:
    """Grows with each move of the story or of its routings; None for what the public cannot read."""
    moves = (
        Story.objects.published()
        .filter(pk=pk)
        .annotate(moves=F("version") + Coalesce(Sum("routings__version"), 0))
        .values_list("moves", flat=True)
        .first()
    )
    return None if moves is None else etag_of(pk, moves)


def etag_of(pk: int, moves: int) -> str:
    """The validator of a story page drawn after this many moves."""
    return f'"{RELEASE}-{pk}-{moves}"'
