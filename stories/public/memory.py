"""What this process drew a moment ago, for readers who bring no session: a rush is drawn once a second.

A page holds its position in the log of changes, taken before anything was read for it: remembered or not, it
says what it has not seen, and its socket brings that.
"""

from collections.abc import Callable, Hashable
from time import monotonic
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

SECONDS = 1.0
AT_MOST = 500
# What makes a page somebody's own: their session, or a message waiting for them alone.
PERSONAL = (settings.SESSION_COOKIE_NAME, "messages")
_known: dict[Hashable, tuple[float, Any]] = {}


def remembered[T](key: Hashable, read: Callable[[], T]) -> T:
    """What ``read`` answered less than a second ago, or answers now."""
    now = monotonic()
    if (known := _known.get(key)) and now - known[0] < SECONDS:
        return known[1]  # type: ignore[no-any-return]
    if known:
        _known[key] = now, known[1]  # one reader asks anew; who comes meanwhile need not
    try:
        value = read()
    except BaseException:
        _known.pop(key, None)
        raise
    if len(_known) >= AT_MOST:
        _known.clear()
    _known[key] = now, value
    return value


def is_shared(request: HttpRequest) -> bool:
    """Whether this page is the same for everybody: nothing in the request makes it somebody's own."""
    return not any(name in request.COOKIES for name in PERSONAL)


def for_everybody(request: HttpRequest, key: Hashable, draw: Callable[[], HttpResponse]) -> HttpResponse:
    """A public page: without a token of ours, so that a shared cache may keep it if it asks first."""
    if is_shared(request):
        content, status, headers = remembered(key, lambda: _parts(draw()))
        response = HttpResponse(content, status=status, headers=headers)
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    else:
        response = draw()
        patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Cookie"])
    return response


def forget() -> None:
    """Remember nothing."""
    _known.clear()


def _parts(response: HttpResponse) -> tuple[bytes, int, dict[str, str]]:
    return response.content, response.status_code, dict(response.headers)
