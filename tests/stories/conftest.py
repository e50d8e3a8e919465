from collections.abc import Callable, Iterator

import pytest
from django.core.cache import caches
from django.test import Client

from stories.public import memory
from stories.public.memory import forget


@pytest.fixture(autouse=True)
def nothing_drawn() -> None:
    """Ids start again in each test: drawings of another test's stories must not stay, nor rate limits."""
    caches["drawings"].clear()
    caches["default"].clear()


@pytest.fixture
def remembering(monkeypatch) -> Iterator[Callable[[], None]]:
    """Public pages are read once a second as in production; call it to let the second pass."""
    monkeypatch.setattr(memory, "SECONDS", 3600)
    forget()
    yield forget
    forget()


@pytest.fixture
def client_of_another() -> Client:
    """A second browser."""
    return Client()
