from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.test import Client

from stories import watermark


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Ids start again in each test: what a process remembers of another test's stories must not stay."""
    watermark._seen.clear()
    caches["drawings"].clear()
    caches["default"].clear()


@pytest.fixture
def forgetful() -> Callable[[], None]:
    """Lets the second pass during which a process does not ask again."""
    return watermark._seen.clear


@pytest.fixture
def client_of_another() -> Client:
    """A second browser."""
    return Client()
