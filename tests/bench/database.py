"""A database of a measurement's own, filled once and kept between runs."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.sql import SQL, Identifier

from project import embedded

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def database_of(bench: str, filled_by: Path, settings: str = "project.settings") -> Iterator[str]:
    """Set Django up on the bench's own database, beside DATABASE_URL's or the embedded one; yields its URL.

    Its name tells what its content depends on: the migrations and the module that fills it. An older one of
    this bench is kept aside until the next one is.
    """
    os.environ |= {"DJANGO_SETTINGS_MODULE": settings, "VOX_DEMO": "1"}
    given = os.environ.get("DATABASE_URL")
    started = not given and embedded.start()
    try:
        server = given or embedded.url()
        os.environ["DATABASE_URL"] = _made(server, f"voxusagers_{bench}", _digest(filled_by))
        import django

        django.setup()
        yield os.environ["DATABASE_URL"]
    finally:
        if started:
            embedded.stop()


def fill_once(fill: Callable[[], None]) -> None:
    """Migrate, then fill an empty database, wholly or not at all."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from directory.models import User

    call_command("migrate", verbosity=0)
    if not User.objects.exists():
        with transaction.atomic():
            fill()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _digest(filled_by: Path) -> str:
    digest = hashlib.sha256(filled_by.read_bytes())
    for migration in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(migration.read_bytes())
    return digest.hexdigest()[:10]


def _made(server: str, prefix: str, digest: str) -> str:
    name = f"{prefix}_{digest}"
    with psycopg.connect(_to(server, "postgres"), autocommit=True) as connection:
        known = connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{prefix}_"]
        )
        names = {row[0] for row in known}
        aside = f"{prefix}_aside"
        for old in names - {name, aside}:
            print(
                f"{old} was made by older migrations or filled otherwise: kept as {aside}, a new one is made."
            )
            connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(aside)))
            connection.execute(
                SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(old), Identifier(aside))
            )
        if name not in names:
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    return _to(server, name)


def _to(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))
