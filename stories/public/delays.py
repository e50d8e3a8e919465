"""Who held the ball, and for how long: the public clock of an answered story."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from stories.models import Story
from stories.public.queries import replies_to

SCALE = 1000  # the width of the bar in its own units: whole numbers need no style attribute
THINNEST = 8
NEGLIGIBLE = timedelta(minutes=1)


@dataclass(frozen=True)
class Segment:
    """One stretch of the way, by whoever held the story."""

    kind: str
    name: str
    lasted: timedelta
    start: int = 0
    width: int = 0


def ball(story: Story) -> list[Segment]:
    """The way to the first reply, cut where timestamps say so; empty until there is one.

    Preparing includes what a validator sent back: only the last submission is dated on the routing.
    """
    replies = replies_to(story)
    if not replies or not story.submitted_at or not story.published_at:
        return []
    first = replies[0]
    routing = first.routing
    ready = routing.submitted_at or first.published_at
    marks: list[tuple[str, str, datetime, datetime]] = [
        ("moderation", "modération", story.submitted_at, story.published_at),
        ("routing", "orientation", story.published_at, routing.routed_at),
        ("drafting", "préparation de la réponse", routing.routed_at, ready),
        ("validation", "validation", ready, first.published_at),
    ]
    lasted = [(kind, name, end - start) for kind, name, start, end in marks]
    return _laid_out([one for one in lasted if one[2] >= NEGLIGIBLE])


def _laid_out(lasted: list[tuple[str, str, timedelta]]) -> list[Segment]:
    total = sum((time for _, _, time in lasted), timedelta())
    segments, start = [], 0
    for kind, name, time in lasted:
        width = max(THINNEST, round(SCALE * (time / total)))
        segments.append(Segment(kind, name, time, start, width))
        start += width
    return segments


def in_words(time: timedelta) -> str:
    """« 3 j 1 h », « 2 h 5 min », « 4 min »: the two largest units."""
    minutes = max(0, int(time.total_seconds()) // 60)
    days, hours = divmod(minutes // 60, 24)
    units = [(days, "j"), (hours, "h"), (minutes % 60, "min")]
    while len(units) > 1 and not units[0][0]:
        units.pop(0)
    shown = [f"{number}\u00a0{unit}" for number, unit in units[:2] if number]
    return " ".join(shown) or "moins d'une minute"
