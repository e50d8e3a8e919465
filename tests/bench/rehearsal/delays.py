"""From a move to its arrival on the other desks."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from statistics import quantiles

from tests.bench.rehearsal.books import Books
from tests.bench.rehearsal.desk import Desk

# Which live elements show a move of a story, and of a routing.
OF_STORIES = ("story_row", "story_bench")
OF_ROUTINGS = ("routing_row", "story_reply", "answer_row")
MOVES = """
    SELECT coalesce(routing_id, story_id), routing_id IS NOT NULL, version, actor_id,
           extract(epoch FROM at)::float8
    FROM workflow_event WHERE story_id = ANY(%s)"""


def delays_ms(books: Books, stories: Iterable[int], desks: list[Desk]) -> list[float]:
    """One figure for each move and each desk that showed it, but the desk of whoever made it.

    The move's own time is taken, a little before its commit: these figures are never too small. A desk whose
    connection was cut in between says nothing about the delay.
    """
    seen: list[tuple[Desk, dict[str, list[tuple[int, float]]]]] = [(desk, _best(desk)) for desk in desks]
    found = []
    for item, is_routing, version, actor, at in books.rows(MOVES, [list(stories)]):
        for name in OF_ROUTINGS if is_routing else OF_STORIES:
            for desk, arrivals in seen:
                if desk.browser.person and desk.browser.person.pk == actor:
                    continue
                shown = arrivals.get(f"{name}-{item}", [])
                place = bisect_left(shown, (version, 0.0))
                if place == len(shown) or (place == 0 and shown[0][0] != version):
                    continue  # never shown there, or shown for the first time by a later move
                if desk.was_online(at, shown[place][1]):
                    found.append((shown[place][1] - at) * 1000)
    return found


def _best(desk: Desk) -> dict[str, list[tuple[int, float]]]:
    """By element: versions and when each, or a later one, was first there."""
    arrivals: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for one in desk.arrivals:
        if not arrivals[one.element] or one.version > arrivals[one.element][-1][0]:
            arrivals[one.element].append((one.version, one.at))
    return arrivals


def p50_p95(figures: list[float]) -> tuple[float, float]:
    if len(figures) < 2:
        return (0.0, 0.0)
    cut = quantiles(figures, n=100)
    return cut[49], cut[94]
