"""What goes wrong is said in clear French: what happened, what to do now, and the typed text given back.

Any exception with a ``status`` (int) and a ``context`` (dict: message, and where known who, when,
state, typed, back) is drawn by templates/<status>.html; htmx gets the same as a fragment.
"""

import logging
import sys
from typing import Any

from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import DataError
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from psycopg_pool import PoolTimeout, TooManyRequests

log = logging.getLogger(__name__)

DRAWN = frozenset({400, 403, 404, 405, 409, 422, 429, 500, 503})
BUSY_SECONDS = 5

UNREADABLE = "Ce que votre navigateur a envoyé n'a pas pu être lu."
TOO_LONG = "Ce que vous avez envoyé dépasse la taille acceptée (2,5\u00a0Mo au plus)."
WRONG_ADDRESS = "L'adresse par laquelle vous êtes arrivé n'est pas une adresse de ce site."
NOT_STORABLE = "L'adresse ou le formulaire contient un nombre ou un caractère impossible à enregistrer."
SESSION_CHANGED = "Votre session a changé depuis l'ouverture de cette page\u00a0: rien n'a été enregistré."


def page_for(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """What the person reads when a view raises; None leaves it to Django and the handlers below."""
    if is_busy(exception):
        return busy(request)
    if isinstance(exception, DataError):
        log.warning("The database refused a value on %s", request.path, exc_info=exception)
        return drawn(request, 400, {"message": NOT_STORABLE})
    status, context = getattr(exception, "status", None), getattr(exception, "context", None)
    if isinstance(status, int) and isinstance(context, dict):
        return drawn(request, status, context)
    return None


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Too much at once, an unreadable form, a host that is not ours."""
    message = UNREADABLE
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        message = TOO_LONG
    elif isinstance(exception, DisallowedHost):
        message = WRONG_ADDRESS
    return drawn(request, 400, {"message": message})


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return drawn(request, 403, {"message": ""})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return drawn(request, 404, {"message": ""})


def server_error(request: HttpRequest) -> HttpResponse:
    """Drawn without request: nothing here may fail in its turn."""
    failure = sys.exc_info()[1]
    if failure is not None and is_busy(failure):
        return busy(request)
    return without_request(request, 500, {})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Usually a tab left open through a sign-in or sign-out: what was typed is given back."""
    context = {"message": SESSION_CHANGED, "typed": long_texts(request.POST), "session": True}
    return drawn(request, 403, context)


def readable(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Django answers a wrong method with an empty page: put words on it."""
    if response.status_code != 405 or response.content:
        return response
    page = drawn(request, 405, {"message": ""})
    page["Allow"] = response["Allow"]
    return page


def is_busy(failure: BaseException | None) -> bool:
    """Whether no database connection came free in time; Django wraps the pool's own exception."""
    while failure is not None:
        if isinstance(failure, PoolTimeout | TooManyRequests):
            return True
        failure = failure.__cause__
    return False


def busy(request: HttpRequest) -> HttpResponse:
    log.warning("No database connection came free for %s", request.path)
    page = without_request(request, 503, {})
    page["Retry-After"] = str(BUSY_SECONDS)
    return page


def long_texts(posted: QueryDict) -> dict[str, str]:
    """What a person may have written in a form we can no longer name the fields of."""
    texts = [text for _, values in posted.lists() for text in values]
    written = [text for text in texts if len(text) >= 20 and " " in text.strip()]
    return {f"Votre texte, partie {n} sur {len(written)}": text for n, text in enumerate(written, 1)}


def drawn(request: HttpRequest, status: int, context: dict[str, Any]) -> HttpResponse:
    """A page in the site's frame, or in a bare one where session or database are out of reach."""
    if not hasattr(request, "user"):
        return without_request(request, status, context)
    try:
        return response_for(request, status, context, request)
    except DatabaseError:
        return without_request(request, status, context)


def without_request(request: HttpRequest, status: int, context: dict[str, Any]) -> HttpResponse:
    return response_for(request, status, context, None)


def response_for(
    request: HttpRequest, status: int, context: dict[str, Any], drawn_with: HttpRequest | None
) -> HttpResponse:
    template = f"{status if status in DRAWN else 400}.html"
    in_place = request.headers.get("HX-Request") == "true"
    whole_page = "_bare.html" if status >= 500 else "_sheet.html"
    frame = "_problem.html" if in_place else whole_page
    text = render_to_string(template, {**context, "status": status, "frame": frame}, drawn_with)
    response = HttpResponse(text, status=status)
    response["Cache-Control"] = "no-store"
    if in_place:
        response["HX-Retarget"] = "#problem"
        response["HX-Reswap"] = "innerHTML"
    return response
