"""The people behind the measured sockets: moderators, each with a session of their own."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import get_random_string

from directory.models import PlatformRole, User


def fill(count: int) -> None:
    people = [User(email=f"m{n}@exemple.test", name=f"Modératrice {n}", password="!") for n in range(count)]
    people = User.objects.bulk_create(people)
    PlatformRole.objects.bulk_create(
        PlatformRole(user=one, role=PlatformRole.Role.MODERATOR) for one in people
    )


def cookies(count: int) -> list[tuple[int, str]]:
    """(user id, cookie) of as many people, in sessions opened just now."""
    people = list(User.objects.order_by("pk")[:count])
    encode, expire = SessionStore().encode, timezone.now() + timedelta(days=1)
    keys = [get_random_string(32) for _ in people]
    Session.objects.all().delete()
    Session.objects.bulk_create(
        Session(session_key=key, session_data=encode(_signed_in(one)), expire_date=expire)
        for key, one in zip(keys, people, strict=True)
    )
    return [(one.pk, f"{settings.SESSION_COOKIE_NAME}={key}") for key, one in zip(keys, people, strict=True)]


def _signed_in(person: User) -> dict[str, str]:
    return {
        SESSION_KEY: str(person.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: person.get_session_auth_hash(),
    }
