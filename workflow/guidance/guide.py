"""The versions of the written guide to the cases."""

from pathlib import Path

from django.db import transaction
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from directory.models import User
from workflow.models import Guide
from workflow.spine.instant import now
from workflow.spine.refusals import Invalid, TooLate

MAX_TEXT = 60_000
FIRST_TEXT = Path(__file__).with_name("guide.md")
# Raw HTML stays text: what a moderator writes is drawn, never executed.
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def original() -> Guide:
    """The guide the project comes with: version 0, in no table."""
    return Guide(version=0, text=FIRST_TEXT.read_text(encoding="utf-8"))


def in_use() -> Guide:
    """The newest version; until somebody writes one, the original."""
    return Guide.objects.last() or original()


def of_version(number: str) -> Guide | None:
    """The version of this number, as an address says it."""
    if not number.isdecimal():
        return None
    version = int(number[:6])
    return Guide.objects.filter(version=version).first() if version else original()


def drawn(text: str) -> SafeString:
    """The guide as HTML."""
    return mark_safe(MARKDOWN.render(text))


def write(text: str, *, by: User, after: int) -> Guide:
    """A new version after the one its writer read.

    Raises Invalid, also for the very words in use, or TooLate when another came between.
    """
    words = text.replace("\r\n", "\n")
    if not text.strip():
        raise Invalid("Le guide ne peut pas être vide.", "text")
    if len(text) > MAX_TEXT:
        raise Invalid(f"Le guide dépasse {MAX_TEXT} caractères.", "text")
    with transaction.atomic():
        newest = Guide.objects.select_for_update().select_related(None).last()
        if (newest.version if newest else 0) != after:
            by_whom = str(newest.by) if newest and newest.by else ""
            raise TooLate("Le guide a changé depuis que vous l'avez ouvert.", who=by_whom)
        if words.strip() == (newest or original()).text.strip():
            raise Invalid("Rien n'a changé.", "text")
        return Guide.objects.create(version=after + 1, text=words, by=by, at=now())
