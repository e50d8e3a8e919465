from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live import fragments
from tests.servers import Server, daphne

FAST = {
    "DJANGO_SETTINGS_MODULE": "tests.live.settings",
    "LIVE_POLL_SECONDS": "0.1",
    "LIVE_BEAT_SECONDS": "0.2",
    "LIVE_RIGHTS_SECONDS": "0.2",
}


@pytest.fixture(autouse=True)
def templates(settings) -> None:
    """The tests' own fragments are drawn in this process too."""
    folder = Path(__file__).parent / "templates"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], folder]}]


@pytest.fixture
def thing(db):
    return fragments.make()


@pytest.fixture(scope="module")
def one_server(takes_long, django_db_setup, django_db_blocker) -> Iterator[Server]:
    with django_db_blocker.unblock(), daphne(**FAST) as server:
        yield server


@pytest.fixture
def server(one_server, transactional_db) -> Server:
    """A Daphne that reads the log ten times a second, shared by a file's tests.

    Its hub lives as long as there are sockets: a test that closes its own leaves nothing that reads
    while the database is flushed.
    """
    return one_server
