"""What must hold after every test of the moves, whatever happened in it."""

from collections.abc import Callable, Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from directory.models import Membership, PlatformRole, User
from stories.models import AnswerBack, Reply, Report, Routing, Story
from tests.pressing import submit_reply, take
from tests.stories_made import published_story, submitted_story
from tests.workflow.busy_house import buttons, items  # noqa: F401  (fixtures)
from workflow.models import Calibration, Claim, Event, Step
from workflow.spine.steps import CLAIM


@pytest.fixture(autouse=True)
def invariants(request: pytest.FixtureRequest) -> Iterator[None]:
    """Zero claims on closed steps, one reply per routing, one event per version, none ever changed."""
    needs_database = request.node.get_closest_marker("django_db") or "db" in request.fixturenames
    if needs_database:
        request.getfixturevalue("db")
    yield
    if needs_database:
        assert claims_on_closed_steps() == []
        assert claims_on_nothing() == []
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


def claims_on_nothing() -> list[tuple[str, int]]:
    """Steps that are open as long as something waits there, whatever the state."""
    waiting = {
        Step.REPORT: Report.objects.filter(closed_at=None).values("story"),
        Step.CALIBRATE: Calibration.objects.filter(read_at=None).values("story"),
        Step.ANSWER: AnswerBack.objects.filter(state=Story.State.SUBMITTED).values("reply__routing"),
    }
    return [
        held
        for step, being in waiting.items()
        for held in Claim.objects.filter(step=step).exclude(item_id__in=being).values_list("step", "item_id")
    ]


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


@pytest.fixture
def story(world, mamie) -> Story:
    """To be read, for the Caf du Gard."""
    return submitted_story(mamie, world.caf_gard)


@pytest.fixture
def routing(world, mamie) -> Routing:
    """To be answered by the Caf du Gard."""
    return published_story(mamie, world.caf_gard, world.fs_sommieres, title="Un premier récit").routings.get(
        structure=world.caf_gard
    )


@pytest.fixture
def submitted(routing, sonia) -> Routing:
    submit_reply(routing, sonia)
    return Routing.objects.get(pk=routing.pk)


@pytest.fixture
def sip_agent(world) -> User:
    """A national moderator who works at the tax office too."""
    person = User.objects.create_user("sip@exemple.test", "Sandrine Ipanema")
    PlatformRole.objects.create(user=person, role=PlatformRole.Role.MODERATOR)
    Membership.objects.create(user=person, structure=world.sip_nimes, profile="observer")
    return person


@pytest.fixture
def desk(client, ines, story) -> Client:
    """A moderator's browser, with the story in hand in one of its tabs."""
    client.force_login(ines)
    client.tab = take(Step.MODERATE, story, ines)
    return client
