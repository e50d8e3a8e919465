"""What moderators said to the author of a story; whoever keeps their decisions (workflow) says how to read it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Said:
    """One decision, in the words its author reads.

    ``told`` is the text for its kind, empty for what authors are not told; ``why`` its reason, ``message`` the
    moderator's own word. ``publishes``: by it the story came, or may come, to be public.
    """

    at: datetime
    told: str
    why: str
    message: str
    publishes: bool
    proposes: bool
    undone: bool


# (ids of stories) → id → what was said of each, oldest first; in one query.
Reader = Callable[[Sequence[int]], Mapping[int, Sequence[Said]]]
_readers: list[Reader] = []


def register(reader: Reader) -> Reader:
    """Declare how what was said is read."""
    if _readers:
        raise ValueError("What moderators said is read in one place.")
    _readers.append(reader)
    return reader


def said_of(ids: Sequence[int]) -> Mapping[int, Sequence[Said]]:
    """What was said of these stories, in one query."""
    (reader,) = _readers
    return reader(ids)
