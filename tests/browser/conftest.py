"""Real Chromium windows on real Daphne servers that share the tests' database."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from directory.models import User
from tests.servers import Server, daphne
from tests.valkey import valkey

# Playwright's synchronous interface runs a loop of its own in this thread.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
WIDTHS = {"desktop": {"width": 1280, "height": 860}, "phone": {"width": 360, "height": 780}}


@pytest.fixture(scope="session")
def chromium(takes_long) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or "/usr/bin/chromium",
            args=["--no-sandbox", "--disable-background-networking", "--disable-gpu"],
        )
        yield browser
        browser.close()


@pytest.fixture(params=["one process", "two processes"])
def sites(takes_long, request, transactional_db, tmp_path: Path) -> Iterator[list[Server]]:
    """The site served by one process without Redis, then by two with Valkey between them."""
    with ExitStack() as stack:
        mail = {"VOX_VAR": str(tmp_path)}
        if request.param == "one process":
            servers = [stack.enter_context(daphne(**mail))] * 2
        else:
            store = stack.enter_context(valkey())
            shared = {**mail, "REDIS_URL": store.url}
            servers = [stack.enter_context(daphne(**shared)) for _ in range(2)]
        yield servers
        _no_errors(servers)


@pytest.fixture
def site(takes_long, transactional_db, tmp_path: Path) -> Iterator[Server]:
    with daphne(VOX_VAR=str(tmp_path)) as server:
        yield server
        _no_errors([server])


@pytest.fixture(scope="module")
def lasting_site(takes_long, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Server]:
    """One server for all the tests of a file; each of them still starts from an empty database."""
    environment = {"VOX_VAR": str(tmp_path_factory.mktemp("var")), "LIVE_POLL_SECONDS": "0.2"}
    with django_db_blocker.unblock(), daphne(**environment) as server:
        yield server
        _no_errors([server])


def _no_errors(servers: list[Server]) -> None:
    """Whatever the windows showed, no server may have failed behind them."""
    for server in servers:
        assert "Traceback" not in server.said(), server.said()


@pytest.fixture
def window(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a window of one's own on a server, signed in as somebody if wished."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_window(server: Server, person: User | None = None, width: str = "desktop", **more) -> Page:
        context = chromium.new_context(base_url=server.url, viewport=WIDTHS[width], locale="fr-FR", **more)
        contexts.append(context)
        if person:
            context.add_cookies([_session_of(person, server)])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: _listen(said, complaints))
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert not complaints, complaints


def _listen(said, complaints: list[str]) -> None:
    # A refusal's own status (409, 422…) is logged by the browser too; anything of the page is a fault.
    if said.type == "error" and "the server responded with a status of 4" not in said.text:
        complaints.append(said.text)


def _session_of(person: User, server: Server) -> dict:
    client = Client()
    client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.session.session_key,
        "url": server.url,
    }
