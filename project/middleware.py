"""Two small middlewares: connections always go back to the pool; errors speak French."""

from collections.abc import Callable

from django.db import connections
from django.http import HttpRequest, HttpResponse

from project import errors

Respond = Callable[[HttpRequest], HttpResponse]


def release_connections(respond: Respond) -> Respond:
    """Outermost: give the connection back even when Django's own signals did not run.

    Chunked responses with HTTP pipelining were seen to exhaust the pool for good (MEASURED.md).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            return respond(request)
        finally:
            for connection in connections.all(initialized_only=True):
                if not connection.in_atomic_block:
                    connection.close()

    return middleware


def clear_errors(respond: Respond) -> Respond:
    """Innermost: what a view refuses becomes a readable page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return errors.readable(request, respond(request))

    middleware.process_exception = errors.page_for  # type: ignore[attr-defined]
    return middleware
