"""Who does what when: curtain up, an intermission to compare the desks, the last act, the verdict."""

import asyncio
import time
from collections.abc import Coroutine
from typing import Any

from tests.bench.rehearsal import agents, authors, moderators, readers, returning, suites, validators
from tests.bench.rehearsal.books import Books
from tests.bench.rehearsal.checks import COUNTS, COUNTS_OF_OUTCOMES, DOUBLE_DECISIONS, DOUBLE_PUBLICATIONS
from tests.bench.rehearsal.delays import delays_ms, p50_p95
from tests.bench.rehearsal.desk import Desk
from tests.bench.rehearsal.play import Play

CONVERGES_WITHIN = 5.0
SETTLES_WITHIN = 30.0


async def rehearse(play: Play, database_url: str, seconds: float) -> dict[str, Any]:
    """Play everything; what was found, with ``well`` if all is as it must be."""
    books = Books(database_url)
    started = time.monotonic()
    watching: list[Desk] = []
    cast = [asyncio.create_task(_watched(play, part)) for part in _cast(play, books, watching)]
    telling = asyncio.create_task(_watched(play, authors.tell_all(play, watching)))
    closed: set[str] = set()
    early: set[str] = set()
    stale: dict[str, list[str]] = {}
    try:
        paused = False
        while (left := books.left_to_do(play, _following(watching))) or not telling.done():
            closed |= set(books.claims_on_closed_steps())
            early |= set(books.public_too_early())
            if not paused and len(play.sent) >= len(play.stories) / 2:
                paused = True
                async with play.intermission():
                    await _settled(play, books)
                    stale |= await _stale(play, "in the intermission")
            play.hurried = time.monotonic() - started > seconds / 2
            if time.monotonic() - started > seconds:
                play.problem(f"time is up with {dict(left)} left to do")
                break
            await asyncio.sleep(0.25)
        play.over = True
        _, late = await asyncio.wait([*cast, telling], timeout=20)
        for task in late:
            task.cancel()
            play.problem("somebody would not go home")
        people = [desk.browser.pk for desk in play.desks if desk.browser.person]
        end = time.monotonic() + SETTLES_WITHIN
        while (books.claims(people) or books.mails_waiting()) and time.monotonic() < end:
            closed |= set(books.claims_on_closed_steps())
            await asyncio.sleep(0.25)
        stale |= await _stale(play, "at the end")
        return _verdict(play, books, closed, early, stale, people)
    finally:
        for desk in play.desks:
            await desk.close()
        books.close()


def _following(watching: list[Desk]) -> list[int]:
    return [desk.browser.pk for desk in watching]


async def _settled(play: Play, books: Books) -> None:
    """Until what was decided is out: desks are compared when nothing more can change by itself."""
    end = time.monotonic() + SETTLES_WITHIN
    while books.to_take_effect(play) and time.monotonic() < end:
        await asyncio.sleep(0.25)


def _cast(play: Play, books: Books, watching: list[Desk]) -> list[Coroutine[Any, Any, None]]:
    world = play.world
    second = {person.pk for person in world.validators[1::2]}
    return [
        readers.public(play),
        *(readers.steering(play, person) for person in world.steering),
        *(moderators.moderator(play, person) for person in world.moderators),
        *(moderators.senior(play, person) for person in world.seniors),
        *(suites.reader(play, person) for person in world.readers_of_answers),
        returning.answer_moderators(play, books),
        returning.judge_replies(play, watching),
        *(agents.drafter(play, person) for person in world.drafters),
        *(
            validators.validator(play, person, takes_over=person.pk not in second)
            for person in world.validators
        ),
    ]


async def _watched(play: Play, part: Coroutine[Any, Any, None]) -> None:
    """One person's failure is said, and the others go on."""
    try:
        await part
    except Exception as error:
        import traceback

        where = traceback.extract_tb(error.__traceback__)[-1]
        play.problem(f"{type(error).__name__}: {error} ({where.filename.rpartition('/')[2]}:{where.lineno})")


async def _stale(play: Play, when: str) -> dict[str, list[str]]:
    """Desks that still differ from a fresh page after the time they have."""
    turns = asyncio.Semaphore(6)

    async def one(desk: Desk) -> list[str]:
        end = time.monotonic() + CONVERGES_WITHIN
        while True:
            async with turns:
                found = await desk.differences()
            if not found or time.monotonic() > end:
                return found
            await desk.wait(0.5)

    desks = list(play.desks)
    found = await asyncio.gather(*(one(desk) for desk in desks))
    return {
        f"{desk.path} of {desk.browser.person.name if desk.browser.person else 'the public'}, {when}": differences
        for desk, differences in zip(desks, found, strict=True)
        if differences
    }


def _verdict(
    play: Play,
    books: Books,
    closed: set[str],
    early: set[str],
    stale: dict[str, list[str]],
    people: list[int],
) -> dict[str, Any]:
    counts = {name: books.number(sql, [list(play.told)]) for name, sql in COUNTS.items()}
    decisions, publications = books.counted(DOUBLE_DECISIONS), books.counted(DOUBLE_PUBLICATIONS)
    if play.deployment.mails and (more := books.mails_too_many(play.deployment.mails)):
        publications["mails written more often than owed"] = more
    if early:
        publications["stories public before the decision took effect"] = len(early)
    lost, without_consent = books.lost(play.saved), books.without_consent(play)
    claims = books.claims(people)
    p50, p95 = p50_p95(found := delays_ms(books, play.told, play.desks))
    zeros = {
        "double_decisions": decisions.total(),
        "double_publications": publications.total(),
        "lost_drafts": len(lost),
        "claims_left": claims + len(closed),
        "stale_desks": len(stale),
    }
    outcomes = {name: books.number(sql, [list(play.told)]) for name, sql in COUNTS_OF_OUTCOMES.items()}
    if counts["published"] + counts["rejected"] != len(play.stories):
        play.problem("published and rejected do not add up to the stories")
    if waiting := books.mails_waiting():
        play.problem(f"{waiting} mails never left")
    for line in play.deployment.complaints():
        play.problem(line)
    return {
        "figures": {
            "stories": len(play.sent),
            **counts,
            **zeros,
            "p50_ms": round(p50, 1),
            "p95_ms": round(p95, 1),
            **outcomes,
            "lost_consent": len(without_consent),
        },
        "well": not any(zeros.values()) and not without_consent and not play.problems,
        "details": [
            *(f"{name}: {number}" for name, number in (decisions + publications).items()),
            *(f"lost: {one.where} of {one.item} by {one.person}: {one.text[:60]!r}" for one in lost),
            *(f"public early: {story}" for story in sorted(early)),
            *(f"public without its author's consent: story {pk}" for pk in without_consent),
            *(f"claim on a closed step: {item}" for item in sorted(closed)),
            *(f"stale: {desk}: {'; '.join(what[:4])}" for desk, what in stale.items()),
        ],
        "races": play.races,
        "statuses": play.statuses,
        "problems": play.problems,
        "desks": len(play.desks),
        "delays": len(found),
        "saves": len(play.saved),
    }
