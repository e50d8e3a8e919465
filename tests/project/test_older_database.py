"""What becomes of a database that older migrations made."""

from collections.abc import Iterator

import psycopg
import pytest

from project import embedded, older_database
from tests.project.test_embedded import var

__all__ = ["var"]


@pytest.fixture
def server(var) -> Iterator[str]:
    embedded.start(durable=False)
    yield embedded.url("postgres")


def made_by(*migrations: tuple[str, str]) -> None:
    with psycopg.connect(embedded.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE django_migrations (id serial, app text, name text)")
        for one in migrations:
            connection.execute("INSERT INTO django_migrations (app, name) VALUES (%s, %s)", one)


def test_an_empty_database_is_not_older(server):
    assert older_database.unknown_migrations(embedded.url()) == []


def test_a_database_of_today_is_not_older_and_other_apps_are_none_of_ours(server):
    made_by(("workflow", "0001_tables"), ("account", "0001_that_its_makers_took_away"))

    assert older_database.unknown_migrations(embedded.url()) == []


def test_an_older_one_keeps_what_it_holds_under_another_name(server):
    made_by(("workflow", "0001_initial"), ("workflow", "0008_opinions_answered"))
    assert older_database.unknown_migrations(embedded.url()) == [
        "workflow.0001_initial",
        "workflow.0008_opinions_answered",
    ]

    aside = older_database.set_aside(server, embedded.NAME)

    assert older_database.unknown_migrations(embedded.url()) == []
    assert len(older_database.unknown_migrations(embedded.url(aside))) == 2


def test_is_left_alone_while_somebody_is_connected(server):
    with psycopg.connect(embedded.url()), pytest.raises(psycopg.errors.ObjectInUse):
        older_database.set_aside(server, embedded.NAME)
