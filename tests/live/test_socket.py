"""From a commit to the sockets of a running Daphne."""

import pytest
from django.db import transaction
from websockets.exceptions import InvalidStatus

from live.fragments import draw
from live.log import revoke
from live.page import grant
from tests.live import fragments
from tests.live.fragments import SECRET, THING, change
from tests.sockets import Desk

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_change_redraws_every_desk_with_the_bytes_of_a_fresh_page(server, thing, ines) -> None:
    with Desk(server, "things").open() as public, Desk(server, "things", user=ines).open() as desk:
        change(thing.pk)
        for each in (public, desk):
            each.wait(lambda desk: f"thing-{thing.pk}" in desk.elements)
            item = fragments.load([thing.pk])[thing.pk]
            assert each.elements[f"thing-{thing.pk}"] == (1, draw(THING, item, "all"))


def test_html_in_a_change_arrives_escaped(server, db) -> None:
    nasty = fragments.make("<script>alert(1)</script>")
    with Desk(server, "things").open() as desk:
        change(nasty.pk)
        desk.wait(lambda desk: desk.elements)
        assert "<script" not in desk.elements[f"thing-{nasty.pk}"][1]


def test_a_change_rolled_back_reaches_nobody(server, thing) -> None:
    with Desk(server, "things").open() as desk:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            change(thing.pk)
            raise ZeroDivisionError
        desk.wait_for_turn()
        assert desk.elements == {}


def test_a_viewer_who_is_no_audience_gets_nothing(server, thing, ines, stranger) -> None:
    with (
        Desk(server, "desk", user=ines).open() as moderator,
        Desk(server, "desk", user=stranger).open() as outsider,
        Desk(server, "desk").open() as public,
    ):
        change(thing.pk)
        moderator.wait(lambda desk: desk.elements)
        item = fragments.load([thing.pk])[thing.pk]
        assert moderator.elements[f"secret-{thing.pk}"] == (1, draw(SECRET, item, "desk"))
        for each in (outsider, public):
            each.wait_for_turn()
            assert each.elements == {}


def test_other_topics_are_not_heard(server, thing, ines) -> None:
    with Desk(server, "things", user=ines).open() as elsewhere:
        change(thing.pk, ["desk"])
        elsewhere.wait_for_turn()
        assert elsewhere.elements == {}


def test_what_is_no_longer_to_be_shown_leaves_the_page(server, thing) -> None:
    with Desk(server, "things").open() as desk:
        change(thing.pk)
        desk.wait(lambda desk: desk.elements)
        fragments.remove(thing.pk)
        desk.wait(lambda desk: not desk.elements)
        gone = desk.messages[-1]["frames"] or desk.messages[-2]["frames"]
        assert gone == [{"id": f"thing-{thing.pk}", "mode": "gone"}]


def test_many_changes_of_one_thing_end_with_the_last(server, thing) -> None:
    with Desk(server, "things").open() as desk:
        for _ in range(50):
            change(thing.pk)
        desk.wait(lambda desk: desk.elements.get(f"thing-{thing.pk}", (0,))[0] == 50)
        versions = [f["version"] for m in desk.messages for f in m["frames"]]
        assert versions == sorted(versions)


def test_a_broken_fragment_does_not_silence_the_others(server, thing) -> None:
    with Desk(server, "things").open() as desk, Desk(server, "broken").open() as unlucky:
        change(thing.pk, ["things", "broken"])
        desk.wait(lambda desk: desk.elements)
        unlucky.wait(lambda desk: desk.was_told_to_redraw)
    assert "this fragment is broken" in server.said()


def test_a_forged_token_is_refused(server) -> None:
    with Desk(server, token=grant(None, ("things",)) + "x").open() as desk:
        desk.wait_closed(4403)


def test_somebody_elses_token_is_refused(server, ines, stranger) -> None:
    with Desk(server, user=stranger, token=grant(ines.pk, ("desk",))).open() as desk:
        desk.wait_closed(4403)
    with Desk(server, token=grant(ines.pk, ("desk",))).open() as desk:
        desk.wait_closed(4403)
    with Desk(server, user=stranger, token=grant(None, ("things",))).open() as desk:
        desk.wait_closed(4403)


def test_a_page_of_another_site_is_refused(server) -> None:
    with pytest.raises(InvalidStatus) as refused:
        Desk(server, "things").open(origin="https://ailleurs.example")
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("since", ["", "0", "1:2:", "%00", "9:9:9@1", "x" * 10_000])
def test_a_position_we_never_gave_means_redraw(server, thing, since) -> None:
    said = server.said()
    desk = Desk(server, "things")
    desk.since = since
    with desk.open():
        desk.wait(lambda desk: desk.was_told_to_redraw)
        change(thing.pk)
        desk.wait(lambda desk: desk.elements)
    assert server.said() == said


@pytest.mark.parametrize("text", ["", "{", "[]", '{"ack": 1e999}', '{"ack": null}', "[" * 9_000])
def test_nonsense_from_a_browser_closes_its_socket_only(server, thing, text) -> None:
    said = server.said()
    with Desk(server, "things").open() as desk, Desk(server, "things").open() as other:
        desk.wait_for_turn()
        desk.say(text)
        desk.wait_closed(4008)
        change(thing.pk)
        other.wait(lambda desk: desk.elements)
    assert server.said() == said


def test_a_change_of_rights_closes_the_sockets_of_that_person_only(server, ines, karim) -> None:
    with (
        Desk(server, "desk", user=ines).open() as hers,
        Desk(server, "desk", user=karim).open() as his,
    ):
        hers.wait_for_turn()
        with transaction.atomic():
            ines.platform_roles.all().delete()
            revoke(ines.pk)
        hers.wait_closed(4403)
        his.wait_for_turn()
        assert his.close_code is None
