"""A pgbench script from the statements that an action really sends.

The action runs once, for a person and a story with ids like no other number; those, the idempotency key and the tab
become variables, and everything else stays as it was sent.
"""

import re
from collections.abc import Callable
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.models import User
from tests.bench.claims.made import (
    MARKED_PERSON,
    MARKED_STORY,
    PEOPLE_EACH,
    STORIES_EACH,
    put_back,
    shares,
)
from workflow import actions
from workflow.models import Step

KEY = "marked-key"
LITERAL = re.compile(r"('(?:[^']|'')*')")


def of_given() -> str:
    """The script that claims a given story."""
    return _script(
        lambda by: actions.claim(Step.MODERATE, MARKED_STORY, by=by, version=1, key=KEY).detail["tab"]
    )


def of_next() -> str:
    """The script of « Suivant »."""

    def take(by: User) -> str:
        found = actions.claim_next(by=by, key=KEY)
        assert found
        return found.detail["tab"]

    return _script(take)


def _script(take: Callable[[User], str]) -> str:
    by = User.objects.get(pk=MARKED_PERSON)
    assert by.viewer.is_moderator
    with CaptureQueriesContext(connection) as captured:
        tab = UUID(take(by))
    put_back()
    marks = {
        str(MARKED_PERSON): ":by",
        str(MARKED_STORY): ":story",
        str(tab): "gen_random_uuid()",
        tab.hex: "gen_random_uuid()",
        KEY: "'key-' || :client_id || '-' || :n",
    }
    first = shares()
    lines = [
        r"\set n :n + 1",
        rf"\set by {first.person} + :client_id * {PEOPLE_EACH} + :n % {PEOPLE_EACH}",
        rf"\set story {first.story} + :client_id * {STORIES_EACH} + :n",
        *(f"{with_variables(query['sql'], marks).rstrip().rstrip(';')};" for query in captured),
    ]
    return "\n".join(lines) + "\n"


def with_variables(sql: str, marks: dict[str, str]) -> str:
    """The statement with each mark replaced by its expression, inside string literals too."""
    found = re.compile("|".join(map(re.escape, marks)))

    def within(literal: str) -> str:
        parts = found.sub(lambda mark: f"' || {marks[mark[0]]} || '", literal)
        return literal if parts == literal else f"({parts})"

    def outside(text: str) -> str:
        return found.sub(lambda mark: marks[mark[0]], text)

    pieces = LITERAL.split(sql)
    return "".join(within(piece) if n % 2 else outside(piece) for n, piece in enumerate(pieces))
