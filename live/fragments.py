"""Fragments: parts of pages, drawn alike by a page, by the answer to a click and by a push."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NamedTuple

from django.core.cache import caches
from django.template.loader import render_to_string

Audience = Hashable
KEEP_DRAWINGS_SECONDS = 3600


@dataclass(frozen=True, kw_only=True)
class Fragment:
    """How one part of a page is loaded, who may see it as what, and what draws it.

    ``load``      ids → {id: item}; an id left out means: no longer to be shown here
    ``audience``  (viewer, item) → whom to draw for, or None: not for this viewer. Must not query
    ``context``   (item, audience) → what the template gets, besides ``audience`` and ``version``
    ``version``   item → a number that only grows; browsers drop what is older than what they show
    ``stamp``     item → text naming all that the drawing depends on; without it nothing is cached
    ``ids``       ids of the changed subject → ids of the items to redraw
    """

    name: str
    template: str
    subject: str
    hears: str
    load: Callable[[Sequence[Any]], Mapping[Any, Any]]
    audience: Callable[[Any, Any], Audience | None]
    context: Callable[[Any, Any], dict[str, Any]] | None = None
    version: Callable[[Any], int] | None = None
    stamp: Callable[[Any], str] | None = None
    ids: Callable[[Sequence[int]], Iterable[Any]] | None = None

    def __hash__(self) -> int:
        return hash(self.name)

    def element_id(self, pk: object) -> str:
        return f"{self.name}-{pk}"

    def version_of(self, item: Any) -> int:
        return self.version(item) if self.version else 0


class Mark(NamedTuple):
    """Which item, and as of which version: what tells whether it was drawn already."""

    pk: int
    version: int


registry: dict[str, Fragment] = {}


def register(fragment: Fragment) -> Fragment:
    """Declare a fragment, in the ``fragments`` module of an app (imported when Django starts)."""
    if fragment.name in registry:
        raise ValueError(f"Two fragments are called {fragment.name}.")
    registry[fragment.name] = fragment
    return fragment


def hearing(subject: str, kind: str) -> list[Fragment]:
    """The fragments redrawn when ``subject`` changes, among those heard on topics of ``kind``."""
    return [f for f in registry.values() if f.subject == subject and f.hears == kind]


def kind_of(topic: str) -> str:
    return topic.partition(":")[0]


def draw(fragment: Fragment, item: Any, audience: Audience) -> str:
    """One item drawn for one audience, from the cache where possible."""
    return draw_many(fragment, [(item, audience)])[0]


def draw_many(fragment: Fragment, wanted: Sequence[tuple[Any, Audience]]) -> list[str]:
    """Several (item, audience) drawn, with one look into the cache."""
    if fragment.stamp is None:
        return [_render(fragment, item, audience) for item, audience in wanted]
    keys = [_key(fragment, item, audience) for item, audience in wanted]
    cache = caches["drawings"]
    drawn = cache.get_many(keys)
    missing = {
        key: _render(fragment, item, audience)
        for key, (item, audience) in zip(keys, wanted, strict=True)
        if key not in drawn
    }
    if missing:
        cache.set_many(missing, KEEP_DRAWINGS_SECONDS)
    return [drawn[key] if key in drawn else missing[key] for key in keys]


def draw_marked(
    fragment: Fragment,
    marks: Sequence[Any],
    audience: Audience,
    load: Callable[[Sequence[Any]], Mapping[Any, Any]] | None = None,
) -> list[str]:
    """Items of which only the marks are known, drawn for one audience: those in no cache are loaded.

    A mark has an item's ``pk`` and whatever ``version`` and ``stamp`` look at. ``load`` stands in for the
    fragment's own, where a page needs more of some item than its fragment.
    """
    keys = {mark.pk: _key(fragment, mark, audience) for mark in marks}
    drawn = caches["drawings"].get_many(keys.values())
    missing = [pk for pk, key in keys.items() if key not in drawn]
    items = (load or fragment.load)(missing) if missing else {}
    fresh = dict(zip(items, draw_many(fragment, [(item, audience) for item in items.values()]), strict=True))
    return [
        drawn[key] if key in drawn else fresh[pk] for pk, key in keys.items() if key in drawn or pk in fresh
    ]


def draw_for(fragment: Fragment, items: Iterable[Any], viewer: Any) -> list[str]:
    """Items drawn for one viewer, leaving out those that are not for them."""
    audiences = [(item, fragment.audience(viewer, item)) for item in items]
    return draw_many(fragment, [pair for pair in audiences if pair[1] is not None])


def _key(fragment: Fragment, item: Any, audience: Audience) -> str:
    assert fragment.stamp is not None
    parts = (fragment.name, item.pk, audience, fragment.version_of(item), fragment.stamp(item))
    return blake2b("\x1f".join(map(str, parts)).encode(), digest_size=20).hexdigest()


def _render(fragment: Fragment, item: Any, audience: Audience) -> str:
    context = fragment.context(item, audience) if fragment.context else {"item": item, "audience": audience}
    context = {**context, "audience": audience, "version": fragment.version_of(item)}
    return render_to_string(fragment.template, context).strip()
