"""Reading aids as moderators see them: passages marked in the text, and listed to be masked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from django import template
from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe

from stories.aids import Mark, find
from stories.models import Story

register = template.Library()
# Where a mark opens and closes while the text around it is escaped and cut into paragraphs; these characters
# are taken out of the text itself.
OPEN, CLOSE = "\ue000", "\ue001"


@dataclass(frozen=True)
class Passage:
    """Something to look at, in the title or the text."""

    words: str
    kind: str
    label: str
    blocks: bool


@lru_cache(maxsize=512)
def _found(text: str, names: tuple[str, ...] = ()) -> tuple[Mark, ...]:
    return tuple(find(text, names))


@register.filter
def passages(story: Story) -> list[Passage]:
    """What the aids found, each once, in the order of reading."""
    return passages_in(story.title, story.text, names=story.names_read)


@register.filter
def blocked(story: Story) -> bool:
    """Whether something in it must go before it is public, or be explained."""
    return any(passage.blocks for passage in passages(story))


@register.filter
def passages_of(text: str) -> list[Passage]:
    """The same of a text alone."""
    return passages_in(text)


def passages_in(*texts: str, names: Iterable[str] = ()) -> list[Passage]:
    found = [
        Passage(text[mark.start : mark.end], mark.kind.value, mark.kind.label, mark.blocks)
        for text in texts
        for mark in _found(text, tuple(names))
    ]
    return list(dict.fromkeys(found))


@register.filter
def marked(text: str, names: Iterable[str] = ()) -> SafeString:
    """The text in paragraphs, what the aids found in it marked with its kind; ``names`` as for aids.find."""
    return _with_marks(text, names, linebreaks)


@register.filter
def marked_line(text: str, names: Iterable[str] = ()) -> SafeString:
    """The same of a title, which has no paragraphs."""
    return _with_marks(text, names, str)


def _with_marks(text: str, names: Iterable[str], drawn_as: Callable[[str], str]) -> SafeString:
    plain = text.replace(OPEN, " ").replace(CLOSE, " ")
    marks = _found(plain, tuple(names))
    pieces: list[str] = []
    last = 0
    for number, mark in enumerate(marks):
        words = plain[mark.start : mark.end].replace("\n", " ")
        pieces += plain[last : mark.start], f"{OPEN}{number}{CLOSE}{words}{OPEN}/{CLOSE}"
        last = mark.end
    drawn = drawn_as(escape("".join([*pieces, plain[last:]])))
    for number, mark in enumerate(marks):
        opening = format_html('<mark class="aid aid-{}" data-kind="{}">', mark.kind.value, mark.kind.label)
        drawn = drawn.replace(f"{OPEN}{number}{CLOSE}", opening)
    return mark_safe(drawn.replace(f"{OPEN}/{CLOSE}", "</mark>"))
