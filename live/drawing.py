"""From rows of the log to frames: which fragments they touch, drawn once per audience."""

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import InterfaceError, OperationalError

from live.fragments import Audience, Fragment, draw_many, hearing, kind_of
from live.log import Row

logger = logging.getLogger(__name__)


class Frame(NamedTuple):
    """One element's new drawing, ready to be written to any socket of its audience."""

    id: str
    json: str


@dataclass(frozen=True)
class Heard:
    """Subjects that changed, all heard on the same topics, for one fragment."""

    fragment: Fragment
    topics: tuple[str, ...]
    subject_ids: tuple[int, ...]


Frames = dict[Any, list[Frame]]  # viewer → what they may see
Loaded = dict[tuple[Any, tuple[Any, ...]], Mapping[Any, Any]]  # (load, ids) → what it gave


def what_is_heard(rows: Iterable[Row]) -> list[Heard]:
    """The fragments that these rows may change, each subject once."""
    heard: dict[tuple[Fragment, tuple[str, ...]], dict[int, None]] = defaultdict(dict)
    for row in rows:
        kinds: dict[str, list[str]] = defaultdict(list)
        for topic in row.topics:
            kinds[kind_of(topic)].append(topic)
        for kind, topics in kinds.items():
            for fragment in hearing(row.subject, kind):
                heard[fragment, tuple(topics)][row.subject_id] = None
    return [Heard(fragment, topics, tuple(ids)) for (fragment, topics), ids in heard.items()]


def draw_heard(wanted: Sequence[tuple[Heard, set[Any]]]) -> list[Frames | None]:
    """For each thing heard by a set of viewers, their frames; None where drawing failed.

    Queries; a constant number of times per fragment. A database that is away raises, and the whole
    reading is tried again; any other failure is one fragment's and must not silence the rest.
    """
    drawn: list[Frames | None] = [None] * len(wanted)
    by_fragment: dict[Fragment, list[int]] = defaultdict(list)
    for index, (heard, _) in enumerate(wanted):
        by_fragment[heard.fragment].append(index)
    loaded: Loaded = {}
    for fragment, indexes in by_fragment.items():
        try:
            results = _draw_fragment(fragment, [wanted[index] for index in indexes], loaded)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("Drawing %s failed; its pages are told to redraw.", fragment.name)
        else:
            for index, result in zip(indexes, results, strict=True):
                drawn[index] = result
    return drawn


def _draw_fragment(
    fragment: Fragment, wanted: Sequence[tuple[Heard, set[Any]]], loaded: Loaded
) -> list[Frames | None]:
    ids = [list(_ids(fragment, heard.subject_ids)) for heard, _ in wanted]
    items = _load(fragment, tuple(dict.fromkeys(pk for some in ids for pk in some)), loaded)
    audiences = {
        (viewer, pk): fragment.audience(viewer, items[pk])
        for some, (_, viewers) in zip(ids, wanted, strict=True)
        for pk in some
        if pk in items
        for viewer in viewers
    }
    frames = _frames(fragment, items, {(pk, audience) for (_, pk), audience in audiences.items()})

    def frame_for(viewer: Any, pk: Any) -> Frame | None:
        return frames.get((pk, audiences[viewer, pk])) if pk in items else _gone(fragment, pk)

    return [
        {viewer: [frame for pk in some if (frame := frame_for(viewer, pk))] for viewer in viewers}
        for some, (_, viewers) in zip(ids, wanted, strict=True)
    ]


def _load(fragment: Fragment, ids: tuple[Any, ...], loaded: Loaded) -> Mapping[Any, Any]:
    """Once for all the fragments that show the same items otherwise: a row and a workbench."""
    if (fragment.load, ids) not in loaded:
        loaded[fragment.load, ids] = fragment.load(ids)
    return loaded[fragment.load, ids]


def _ids(fragment: Fragment, subject_ids: Sequence[int]) -> Iterable[Any]:
    return fragment.ids(subject_ids) if fragment.ids else subject_ids


def _frames(
    fragment: Fragment, items: Any, wanted: Iterable[tuple[Any, Audience | None]]
) -> dict[tuple[Any, Audience | None], Frame]:
    pairs = [(pk, audience) for pk, audience in wanted if audience is not None]
    html = draw_many(fragment, [(items[pk], audience) for pk, audience in pairs])
    return {
        (pk, audience): _outer(fragment, pk, items[pk], one)
        for (pk, audience), one in zip(pairs, html, strict=True)
    }


def _outer(fragment: Fragment, pk: Any, item: Any, html: str) -> Frame:
    element = fragment.element_id(pk)
    version = fragment.version_of(item)
    envelope = {"id": element, "version": version, "mode": "outer", "html": html}
    return Frame(element, json.dumps(envelope, ensure_ascii=False))


def _gone(fragment: Fragment, pk: Any) -> Frame:
    """What is no longer shown here leaves the page; the id tells nothing that the topic did not."""
    element = fragment.element_id(pk)
    return Frame(element, json.dumps({"id": element, "mode": "gone"}))
