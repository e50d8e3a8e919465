"""Bells lost, doubled, late; a process that dies; Redis that goes away: all of it arrives."""

import urllib.request
from contextlib import ExitStack

import pytest

from live.fragments import draw
from tests.live import fragments
from tests.live.conftest import FAST
from tests.live.fragments import THING, change
from tests.servers import Server, daphne
from tests.sockets import Desk
from tests.valkey import valkey
from tests.waiting import wait_for

pytestmark = pytest.mark.django_db(transaction=True)

# Only bells can make these servers read within the time that a test has.
NO_POLL = FAST | {"LIVE_POLL_SECONDS": "600", "LIVE_BEAT_SECONDS": "600"}


def change_in(server: Server, pk: int) -> None:
    urllib.request.urlopen(f"{server.url}/change/{pk}/", timeout=10).close()


def shows(desk: Desk, pk: int) -> bool:
    item = fragments.load([pk])[pk]
    return desk.elements.get(f"thing-{pk}") == (fragments.version(item), draw(THING, item, "all"))


def test_a_bell_wakes_the_hub_of_its_own_process(thing) -> None:
    with daphne(**NO_POLL) as server, Desk(server, "things").open() as desk:
        desk.wait(lambda desk: desk.messages)
        change_in(server, thing.pk)
        desk.wait(lambda desk: shows(desk, thing.pk))


def test_with_bells_lost_doubled_and_late_every_desk_ends_equal_to_a_fresh_page(thing) -> None:
    faults = {"VOX_FAULTS": "drop=0.3,double=0.1,delay=0.2"}
    with daphne(**FAST | {"LIVE_POLL_SECONDS": "2"} | faults) as server, ExitStack() as stack:
        desks = [stack.enter_context(Desk(server, "things").open()) for _ in range(3)]
        for _ in range(20):
            change_in(server, thing.pk)
        for desk in desks:
            desk.wait(lambda desk: shows(desk, thing.pk), 5)


def test_a_process_that_dies_between_commit_and_bell_loses_nothing(thing, server) -> None:
    with Desk(server, "things").open() as desk:
        with daphne(**FAST | {"VOX_FAULTS": "die=1"}) as doomed:
            with pytest.raises(ConnectionError):
                change_in(doomed, thing.pk)
            assert doomed.process.wait(10) == 70
        desk.wait(lambda desk: shows(desk, thing.pk), 5)
        assert desk.elements[f"thing-{thing.pk}"][0] == 1


def test_bells_ring_in_other_processes_also_after_redis_was_away(thing) -> None:
    with ExitStack() as stack:
        redis = stack.enter_context(valkey())
        one, other = (stack.enter_context(daphne(**NO_POLL | {"REDIS_URL": redis.url})) for _ in range(2))
        desk = stack.enter_context(Desk(other, "things").open())
        desk.wait(lambda desk: desk.messages)
        wait_for(lambda: change_in(one, thing.pk) or shows(desk, thing.pk))
        redis.stop()
        change_in(one, thing.pk)  # answers, and rings for nobody
        redis.start()
        wait_for(lambda: change_in(one, thing.pk) or shows(desk, thing.pk), 20)


def test_without_bells_the_log_is_read_all_the_same(server, thing) -> None:
    with Desk(server, "things").open() as desk:
        change(thing.pk)  # in this process: no bell reaches the server
        desk.wait(lambda desk: shows(desk, thing.pk), 5)
