"""Moderators in threads of one process, each claiming through the product's own actions."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier
from uuid import uuid4

from django.db import connection

from directory.models import User
from tests.bench.claims.made import CLIENTS, PEOPLE_EACH, STORIES_EACH, claims_made, shares
from workflow import actions
from workflow.models import Step
from workflow.spine.refusals import TooLate

Take = Callable[[User, int], object]  # who, and which story as a number of the client's own


def take_given(by: User, story: int) -> None:
    """A given story, as it was when the page was drawn."""
    actions.claim(Step.MODERATE, story, by=by, version=1, key=uuid4().hex)


def take_if_free(by: User, story: int) -> None:
    """The same where others may have been faster."""
    with suppress(TooLate):
        take_given(by, story)


def take_next(by: User, story: int) -> None:
    """« Suivant », whichever story that is."""
    actions.claim_next(by=by, key=uuid4().hex)


def run(take: Take, seconds: float, *, racing: bool = False) -> float:
    """Claims per second of all clients together; ``racing``: all after the same stories, in the same order."""
    first = shares()
    people = list(User.objects.filter(pk__gte=first.person).order_by("pk")[: CLIENTS * PEOPLE_EACH])
    for person in people:
        assert person.viewer.is_moderator  # their rights are read before the clock runs, as by a page
    ready = Barrier(CLIENTS + 1)

    def client(number: int) -> None:
        own = people[number * PEOPLE_EACH :][:PEOPLE_EACH]
        story = first.story + (0 if racing else number * STORIES_EACH)
        connection.ensure_connection()
        try:
            ready.wait(30)
            end = time.perf_counter() + seconds
            for n in range(STORIES_EACH):
                if time.perf_counter() >= end:
                    break
                take(own[n % PEOPLE_EACH], story + n)
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as clients:
        running = [clients.submit(client, number) for number in range(CLIENTS)]
        ready.wait(30)
        began = time.perf_counter()
        for one in running:
            one.result()
        lasted = time.perf_counter() - began
    return claims_made() / lasted
