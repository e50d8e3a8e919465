"""Who is behind a socket: sessions, accounts and rights of many at once, in a few queries."""

from collections.abc import Callable, Iterable, Mapping
from http.cookies import CookieError
from typing import Any

from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user_model,
)
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import parse_cookie
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string


def session_key_in(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """The session that a handshake's cookies name."""
    for name, value in headers:
        if name == b"cookie":
            try:
                return parse_cookie(value.decode("latin1")).get(settings.SESSION_COOKIE_NAME)
            except CookieError:
                return None
    return None


def public_viewer() -> Any:
    return import_string(settings.LIVE_PUBLIC_VIEWER)


def people_behind(session_keys: Iterable[str]) -> dict[str, tuple[int, Any]]:
    """Session key → (user id, viewer), for those that somebody is signed in with."""
    signed_in = _signed_in(_sessions(session_keys))
    load: Callable[[list[int]], Mapping[int, Any]] = import_string(settings.LIVE_VIEWERS)
    viewers = load(sorted(set(signed_in.values()))) if signed_in else {}
    return {key: (user_id, viewers[user_id]) for key, user_id in signed_in.items()}


def _sessions(keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    wanted = {key for key in keys if key and "\x00" not in key}
    if not wanted:
        return {}
    rows = Session.objects.filter(session_key__in=wanted, expire_date__gt=timezone.now())
    decode = SessionStore().decode
    return {key: decode(data) for key, data in rows.values_list("session_key", "session_data")}


def _signed_in(sessions: Mapping[str, dict[str, Any]]) -> dict[str, int]:
    """Session key → user id, by the rules of django.contrib.auth.get_user."""
    model = get_user_model()
    claimed: dict[str, int] = {
        key: model._meta.pk.to_python(session[SESSION_KEY])
        for key, session in sessions.items()
        if SESSION_KEY in session and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
    }
    if not claimed:
        return {}
    users = model._default_manager.in_bulk(set(claimed.values()))
    return {
        key: user_id
        for key, user_id in claimed.items()
        if user_id in users and _is_current(users[user_id], sessions[key])
    }


def _is_current(user: Any, session: dict[str, Any]) -> bool:
    """Whether the account is active, and its password the one this session was opened with."""
    if not user.is_active:
        return False
    theirs = session.get(HASH_SESSION_KEY, "")
    ours = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(theirs, one) for one in ours)
