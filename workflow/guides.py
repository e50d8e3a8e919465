"""The versions of the written guide to the cases."""

from pathlib import Path

from django.db import transaction
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from directory.models import User
from workflow.models import Guide
from workflow.moves import now
from workflow.refusals import Invalid, TooLate

MAX_TEXT = 60_000
FIRST_TEXT = Path(__file__).with_name("guide.md")
# Raw HTML stays text: what a moderator writes is drawn, never executed.
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def in_use() -> Guide:
    """The newest version; until somebody writes one, the guide the project comes with (version 0, unsaved)."""
    return Guide.objects.last() or Guide(version=0, text=FIRST_TEXT.read_text(encoding="utf-8"))


def drawn(text: str) -> SafeString:
    """The guide as HTML."""
    return mark_safe(MARKDOWN.render(text))


def write(text: str, *, by: User, after: int) -> Guide:
    """A new version after the one its writer read. Raises Invalid, or TooLate when another came between."""
    if not text.strip():
        raise Invalid("Le guide ne peut pas être vide.", "text")
    if len(text) > MAX_TEXT:
        raise Invalid(f"Le guide dépasse {MAX_TEXT} caractères.", "text")
    with transaction.atomic():
        newest = Guide.objects.select_for_update().select_related(None).last()
        if (newest.version if newest else 0) != after:
            by_whom = str(newest.by) if newest and newest.by else ""
            raise TooLate("Le guide a changé depuis que vous l'avez ouvert.", who=by_whom)
        return Guide.objects.create(version=after + 1, text=text.replace("\r\n", "\n"), by=by, at=now())
