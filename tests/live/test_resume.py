"""Cut off and back again: nothing is missed."""

import json

import pytest

from live.fragments import draw
from live.log import REPLAY_AT_MOST, Change, announce
from tests.live import fragments
from tests.live.fragments import HEAVY, THING, TOPICS, change
from tests.sockets import Desk

pytestmark = pytest.mark.django_db(transaction=True)


def fresh_page(pks) -> dict[str, tuple[int, str]]:
    items = fragments.load(pks)
    return {f"thing-{pk}": (fragments.version(item), draw(THING, item, "all")) for pk, item in items.items()}


@pytest.mark.parametrize("changes", [1, 200, 2_000])
def test_after_two_cuts_in_a_row_a_desk_equals_a_fresh_page(server, changes) -> None:
    pks = [fragments.make(f"chose {n}").pk for n in range(min(changes, 20))]
    desk = Desk(server, "things").open()
    desk.wait_for_turn()
    desk.cut()
    for pk in pks:
        change(pk)
    announce(*(Change(TOPICS, "thing", pks[n % 20]) for n in range(len(pks), changes)))
    desk.open()
    desk.cut()
    for pk in pks:
        change(pk)
    with desk.open():
        desk.wait(lambda desk: desk.was_told_to_redraw or desk.elements == fresh_page(pks))
        assert desk.was_told_to_redraw == (changes > REPLAY_AT_MOST)
        change(pks[0])
        after = fresh_page(pks)[f"thing-{pks[0]}"]
        desk.wait(lambda desk: desk.elements.get(f"thing-{pks[0]}") == after)


def test_a_newcomer_gets_only_what_its_page_did_not_show(server, thing) -> None:
    other = fragments.make("autre")
    change(other.pk)
    with Desk(server, "things").open() as desk:
        change(thing.pk)
        desk.wait(lambda desk: desk.elements)
        assert desk.elements.keys() == {f"thing-{thing.pk}"}


def test_a_desk_that_does_not_follow_waits_with_the_latest_drawing_only(server, db) -> None:
    heavy = fragments.make("lourd")
    with Desk(server, "heavy").open() as slow:
        slow.acknowledges = False
        slow.wait_for_turn()
        for count in range(1, 31):
            change(heavy.pk, ["heavy"])
            if count <= 3:
                slow.wait(lambda desk, count=count: len(drawings(desk)) == count)
        with Desk(server, "heavy").open() as other:
            other.wait_for_turn()  # the last change has been read
        assert len(drawings(slow)) == 3
        slow.say(json.dumps({"ack": slow.messages[-1]["n"]}))
        latest = draw(HEAVY, fragments.load([heavy.pk])[heavy.pk], "all")
        slow.wait(lambda desk: desk.elements[f"heavy-{heavy.pk}"] == (30, latest))
        assert [drawing["version"] for drawing in drawings(slow)] == [1, 2, 3, 30]


def drawings(desk: Desk) -> list[dict]:
    return [frame for message in desk.messages for frame in message["frames"]]


def test_a_desk_that_follows_nothing_is_closed_and_the_others_go_on(server, db) -> None:
    pks = [fragments.make(f"lourd {n}").pk for n in range(15)]
    with Desk(server, "heavy").open() as stuck, Desk(server, "heavy").open() as quick:
        stuck.acknowledges = False
        stuck.wait_for_turn()
        for pk in pks:
            change(pk, ["heavy"])
            # One by one: read together they are one message, which any browser is given time to take.
            quick.wait(lambda desk, pk=pk: any(shown.endswith(f"-{pk}") for shown in desk.elements))
        stuck.wait_closed(4013)
        quick.wait(lambda desk: len(desk.elements) == 15)
        assert quick.close_code is None
