"""What static/live.js, times.js and press.js do in a real browser, on a page of tests/live."""

import json
import re
from contextlib import ExitStack

import pytest
from playwright.sync_api import expect

from live.log import revoke
from tests.live import fragments
from tests.live.conftest import FAST
from tests.live.fragments import change
from tests.servers import daphne, free_port

pytestmark = pytest.mark.django_db(transaction=True)

TOPICS = ["things", "rows"]
UP_TO_DATE = re.compile(r"^à jour à \d\d:\d\d:\d\d$")
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


@pytest.fixture(scope="module")
def one_server(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), daphne(**FAST) as server:
        yield server


@pytest.fixture
def server(one_server, transactional_db):
    return one_server


@pytest.fixture
def thing(db):
    return fragments.make("une chose")


@pytest.fixture
def page(server, window, thing):
    page = window(server)
    page.goto("/things/")
    expect(page.locator("[data-live-state=live]")).to_have_text(UP_TO_DATE)
    return page


def rename(thing, name: str) -> None:
    thing.refresh_from_db()
    number = thing.name.split()[0]
    thing.name = f"{number} {name}"
    thing.save()
    change(thing.pk, TOPICS)


def test_a_change_appears_without_reload_and_is_said(page, thing) -> None:
    page.evaluate("window.kept = true")
    change(thing.pk, TOPICS)
    expect(page.locator(f"#row-{thing.pk} span")).to_have_text("1 une chose")
    expect(page.locator(f"#thing-{thing.pk}")).to_contain_text("1 une chose")
    expect(page.locator("#live-region")).to_have_text("1 une chose")
    assert page.evaluate("window.kept")


def test_focus_stays_where_it_is_when_its_element_is_drawn_anew(page, thing) -> None:
    page.locator(f"#thing-{thing.pk}-act").focus()
    change(thing.pk, TOPICS)
    expect(page.locator(f"#thing-{thing.pk}")).to_contain_text("1 une chose")
    assert page.evaluate("document.activeElement.id") == f"thing-{thing.pk}-act"


def test_a_row_under_the_pointer_loses_its_buttons_at_once_and_changes_when_left(page, thing) -> None:
    row = page.locator(f"#row-{thing.pk}")
    row.hover()
    change(thing.pk, TOPICS)
    expect(row.locator("button")).to_be_hidden()
    expect(row.locator("span")).to_have_text("0 une chose")
    page.locator("#then").hover()
    expect(row.locator("span")).to_have_text("1 une chose")
    expect(row.locator("button")).to_be_visible()


def test_a_new_row_waits_behind_the_pill(page, thing) -> None:
    other = fragments.make("une autre")
    change(other.pk, TOPICS)
    third = fragments.make("la troisième")
    change(third.pk, TOPICS)
    pill = page.locator("[data-pill]")
    expect(pill).to_have_text("2\u00a0nouvelles choses")
    rename(third, "finie avant d'être vue")
    expect(pill).to_have_text("1\u00a0nouvelle chose")
    expect(page.locator(f"#row-{other.pk}")).to_have_count(0)
    pill.click()
    expect(page.locator(f"#row-{other.pk}")).to_be_visible()
    expect(page.locator("[data-pill]")).to_be_hidden()


def test_a_decided_row_stays_until_the_list_is_drawn_anew(page, thing) -> None:
    rename(thing, "chose finie")
    row = page.locator(f"#row-{thing.pk}")
    expect(row).to_have_attribute("data-list", "finies")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(row).to_be_visible()


def test_paused_nothing_moves(page, thing) -> None:
    page.locator("#pause").click()
    change(thing.pk, TOPICS)
    expect(page.locator(f"#row-{thing.pk}")).to_have_attribute("data-superseded", "")
    expect(page.locator(f"#row-{thing.pk} span")).to_have_text("0 une chose")
    expect(page.locator("[data-live-state]")).to_contain_text("en pause")
    page.locator("#pause").click()
    page.mouse.move(0, 0)
    expect(page.locator(f"#row-{thing.pk} span")).to_have_text("1 une chose")


def test_a_server_that_goes_away_is_said_and_what_was_missed_comes(chromium, thing) -> None:
    port = free_port()
    context = chromium.new_context(base_url=f"http://localhost:{port}", locale="fr-FR")
    with ExitStack() as first:
        first.enter_context(daphne(port=port, **FAST))
        page = context.new_page()
        page.clock.install()
        page.goto("/things/")
        expect(page.locator("[data-live-state=live]")).to_have_text(UP_TO_DATE)
    page.clock.fast_forward(13_000)
    expect(page.locator("[data-live-state=stale]")).to_contain_text("hors ligne depuis")
    change(thing.pk, TOPICS)
    page.clock.fast_forward(60_000)
    page.locator(f"#row-{thing.pk}-act").click()
    expect(page.locator("#problem")).to_contain_text("la décision n'a pas été envoyée")
    with daphne(port=port, **FAST):
        page.clock.fast_forward(31_000)
        expect(page.locator("[data-live-state=live]")).to_have_text(UP_TO_DATE)
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement.blur()")
        expect(page.locator(f"#row-{thing.pk} span")).to_have_text("1 une chose")
        expect(page.locator("body[data-stale]")).to_have_count(0)
        context.close()


def test_without_a_socket_the_page_asks_for_itself(server, window, thing) -> None:
    page = window(server)
    page.route_web_socket("**/live/**", lambda socket: socket.close())
    page.clock.install()
    page.goto("/things/")
    change(thing.pk, TOPICS)
    page.clock.run_for(11_000)
    expect(page.locator(f"#row-{thing.pk} span")).to_have_text("1 une chose")
    expect(page.locator(f"#thing-{thing.pk}")).to_contain_text("1 une chose")
    expect(page.locator("[data-live-state=polling]")).to_have_text(UP_TO_DATE)


def test_times_are_told_in_words(page) -> None:
    expect(page.locator("#then")).to_have_text("il y a 4\u00a0min")
    expect(page.locator("#until")).to_have_text(re.compile("^encore 1\u00a0min\u00a0[0-3]\\d$"))


def test_each_visit_of_a_page_has_a_key_of_its_own(page) -> None:
    key = page.locator("input[name=key]")
    first = key.input_value()
    page.goto("about:blank")
    page.go_back()
    assert key.input_value() != first
    assert re.fullmatch(UUID, key.input_value())


def test_an_older_drawing_is_dropped(server, window, thing) -> None:
    page = window(server)
    sockets = []
    page.route_web_socket("**/live/**", lambda socket: sockets.append(socket))
    page.goto("/things/")
    (socket,) = sockets
    for version, text in [(7, "sept"), (6, "six"), (7, "sept encore")]:
        html = f'<li id="thing-{thing.pk}" data-version="{version}">{text}</li>'
        frame = {"id": f"thing-{thing.pk}", "version": version, "mode": "outer", "html": html}
        message = {"n": 1, "at": "2026-01-01T10:42:07+00:00", "since": "s", "frames": [frame]}
        socket.send(json.dumps(message))
        expect(page.locator(f"#thing-{thing.pk}")).to_have_text("sept" if text == "six" else text)


def test_what_is_gone_leaves_the_page(page, thing) -> None:
    fragments.remove(thing.pk)
    expect(page.locator(f"#thing-{thing.pk}")).to_have_count(0)


def test_when_rights_change_the_page_is_asked_for_again_once(server, window, thing, ines) -> None:
    page = window(server, ines)
    page.goto("/things/")
    expect(page.locator("[data-live-state=live]")).to_have_text(UP_TO_DATE)
    with page.expect_websocket() as opened, page.expect_navigation():
        revoke(ines.pk)
    expect(page.locator("[data-live-state=live]")).to_have_text(UP_TO_DATE)
    page.evaluate("window.kept = true")
    with opened.value.expect_event("close"):
        revoke(ines.pk)
    assert page.evaluate("window.kept")  # within a minute it does not reload again
