"""Small middlewares: connections go back to the pool; « Précédent » leads somewhere; errors speak French."""

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


def answers_to_come_back_to(respond: Respond) -> Respond:
    """Let browsers show a refused form again when somebody presses « Précédent ».

    They cannot ask for the answer to a POST again by themselves: where they were forbidden to keep it, or have
    other cookies than when they got it, they show an error of their own. No cache gives such an answer to others.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        if request.method == "POST":
            response["Cache-Control"] = "private, no-cache"
            del response["Vary"]
        return response

    return middleware


def clear_errors(respond: Respond) -> Respond:
    """Innermost: what a view refuses becomes a readable page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return errors.readable(request, respond(request))

    middleware.process_exception = errors.page_for  # type: ignore[attr-defined]
    return middleware
