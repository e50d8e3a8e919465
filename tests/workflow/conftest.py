"""What must hold after every test of the moves, whatever happened in it."""

from collections.abc import Callable, Iterator

import pytest
from django.db import DatabaseError, connection, transaction

from stories.models import Reply, Routing, Story
from workflow.models import Claim, Event
from workflow.transitions import CLAIM


@pytest.fixture(autouse=True)
def invariants(request: pytest.FixtureRequest) -> Iterator[None]:
    """Zero claims on closed steps, one reply per routing, one event per version, none ever changed."""
    needs_database = request.node.get_closest_marker("django_db") or "db" in request.fixturenames
    if needs_database:
        request.getfixturevalue("db")
    yield
    if needs_database:
        assert claims_on_closed_steps() == []
        assert Reply.objects.count() == Reply.objects.values("routing").distinct().count()
        assert versions_moved_twice() == []
        assert_events_cannot_be_changed()


def claims_on_closed_steps() -> list[tuple[str, int]]:
    open_items = {
        step: set(claim.model.objects.filter(state__in=claim.sources).values_list("pk", flat=True))
        for step, claim in CLAIM.items()
    }
    held = Claim.objects.values_list("step", "item_id")
    return [(step, item) for step, item in held if item not in open_items[step]]


def versions_moved_twice() -> list[tuple[str, int, int]]:
    """Two moves can never lead to the same version of one item."""
    seen, twice = set(), []
    for event in Event.objects.all():
        item = (
            (Routing.__name__, event.routing_id, event.version)
            if event.routing_id
            else (Story.__name__, event.story_id, event.version)
        )
        if item in seen:
            twice.append(item)
        seen.add(item)
    return twice


def assert_events_cannot_be_changed() -> None:
    if not Event.objects.exists():
        return
    for statement in (
        "UPDATE workflow_event SET action = 'other'",
        "DELETE FROM workflow_event",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)


@pytest.fixture
def everything() -> Callable[[], dict[str, list]]:
    """All rows of the tables that a move may touch."""
    tables = [
        name
        for name in connection.introspection.table_names()
        if name.startswith(("stories_", "workflow_", "live_", "django_tasks"))
    ]

    def rows() -> dict[str, list]:
        found = {}
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
                found[table] = cursor.fetchall()
        return found

    return rows
