"""What a telling page posts besides answers: the version it started from, and words half typed."""

from typing import Any

from django.http import HttpRequest

from stories.telling import dates
from stories.telling.forms import PSEUDONYM_AT_MOST, TEXT_AT_MOST, TITLE_AT_MOST

TYPED = {
    "text": TEXT_AT_MOST,
    "title": TITLE_AT_MOST,
    "place": 120,
    "pseudonym": PSEUDONYM_AT_MOST,
    "other_service": 200,
}
NO_VERSION = 0


def version_of(request: HttpRequest) -> int:
    """The draft's version as the page knew it; a missing or strange one equals none we ever gave."""
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else NO_VERSION


def typed_so_far(request: HttpRequest) -> dict[str, Any]:
    """The words of this page as they stand, cut to what the story can hold; a date once it is understood."""
    words = {name: _clean(request.POST[name])[:most] for name, most in TYPED.items() if name in request.POST}
    try:
        when = dates.read(request.POST.get("happened_on", ""))
    except dates.Unclear:
        return words
    return words | {"happened_on": when.day, "happened_precision": when.precision}


def _clean(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
