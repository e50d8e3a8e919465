"""Requests that leave nothing behind, so that each one finds the same house."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.hostile.strings import assert_withstood


@pytest.fixture
def attack(takes_long, db) -> Callable[..., HttpResponse]:
    """Send one request, check that the house withstood it, and undo what it did."""

    def send(client: Client, method: str, url: str, data: Any = None, **more: Any) -> HttpResponse:
        client.raise_request_exception = False
        caches["default"].clear()  # the limits on sign-in codes are not what is tried here
        before = transaction.savepoint_create()
        try:
            response = getattr(client, method)(url, data, **more)
        finally:
            transaction.savepoint_rollback(before)
        values = [value for value in (data or {}).values() if isinstance(value, str)]
        assert_withstood(response, values, f"{method} {url} {str(data)[:300]!r}")
        return response

    return send
