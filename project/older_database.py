"""A database made by migrations that this code does not have any more: recognised, and set aside, never changed.

Migrating it would do nothing or fail half-way. What is in it stays, under another name.
"""

from datetime import datetime
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

ROOT = Path(__file__).resolve().parent.parent


def unknown_migrations(url: str) -> list[str]:
    """« app.name » of what was applied to this database by migrations of our apps that are on no disk any more."""
    ours = {folder.parent.name: folder for folder in ROOT.glob("*/migrations")}
    with psycopg.connect(url) as connection:
        if connection.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
            return []
        applied = connection.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
    return [
        f"{app}.{name}" for app, name in applied if app in ours and not (ours[app] / f"{name}.py").exists()
    ]


def set_aside(server: str, name: str) -> str:
    """Give the database another name and put an empty one in its place; answers the other name.

    ``server`` is the URL of another database of the same server. Raises psycopg.Error while somebody is connected.
    """
    aside = f"{name}_{datetime.now():%Y%m%d_%H%M%S}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(name), Identifier(aside)))
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    return aside
