"""What the simulated people have in common: the stories, who was told what, what went wrong."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle
from random import Random
from typing import TYPE_CHECKING

import httpx

from tests.bench.rehearsal.processes import Deployment
from tests.bench.rehearsal.told import Told
from tests.bench.rehearsal.world import Person, World

if TYPE_CHECKING:
    from tests.bench.rehearsal.desk import Desk

# People at work at the same instant: with more of them a small machine would measure itself.
# Fewer when the servers answer slowly, or every lease would run out before its bench is open.
MOST_WAITING_SECONDS = 2.0
BUSY = 503
ARRIVING_AT_ONCE = 6  # nobody's whole staff signs in at the same second
AT_ONCE = {"tell": 4, "moderate": 6, "author": 4, "reply": 6}


@dataclass(frozen=True)
class Saved:
    """A text of which the server said: kept."""

    where: str  # one of books.KEPT, or "draft" or "copy"
    item: int
    person: int
    text: str
    saves: int = 0


@dataclass(frozen=True)
class Arrival:
    """A drawing that a desk received by its socket."""

    element: str
    version: int
    at: float


@dataclass
class Play:
    """One rehearsal under way."""

    deployment: Deployment
    world: World
    stories: list[Told]
    seed: int = 1
    told: dict[int, Told] = field(default_factory=dict)  # the story's id → what its author tells
    by_title: dict[str, Told] = field(default_factory=dict)
    sent: set[int] = field(default_factory=set)
    authors: dict[int, Person] = field(default_factory=dict)  # the story's id → whose it is
    agreed: set[int] = field(default_factory=set)  # stories whose author said yes to all of a rewrite
    taken_back: set[int] = field(default_factory=set)  # decided, and to be undone, once
    saved: list[Saved] = field(default_factory=list)
    desks: list["Desk"] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    races: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    slow: set[tuple[str, int]] = field(default_factory=set)  # work left lying, for others to take over
    hurried: bool = False  # late: no more whims
    sent_back: set[int] = field(default_factory=set)  # once each is enough
    over: bool = False
    patient: bool = False  # an overloaded server may ask people to come back later

    def __post_init__(self) -> None:
        self._servers = cycle(self.deployment.servers)
        self._goes_on = asyncio.Event()
        self._goes_on.set()
        self._at_work = 0
        self._answers_in = 0.05  # seconds, lately
        self.arriving = asyncio.Semaphore(ARRIVING_AT_ONCE)
        self._turns = {kind: asyncio.Semaphore(number) for kind, number in AT_ONCE.items()}

    def random(self, *who: object) -> Random:
        """The same whims at each run."""
        return Random(f"{self.seed} {who}")

    def next_server(self) -> str:
        return next(self._servers)

    def count(self, answer: httpx.Response) -> None:
        self.statuses[answer.status_code] += 1
        self._answers_in += 0.05 * (answer.elapsed.total_seconds() - self._answers_in)
        if self.patient and answer.status_code == BUSY:
            self.races["asked to come back later"] += 1
        elif answer.status_code >= 500:
            self.problem(f"{answer.request.method} {answer.request.url.path} answered {answer.status_code}")

    def problem(self, what: str) -> None:
        """Something that must not happen: the rehearsal goes on, and fails at its end."""
        self.problems[what] += 1

    def expect(self, answer: httpx.Response, *statuses: int) -> bool:
        """Whether the first of these statuses came; none of them is a problem."""
        if answer.status_code not in statuses:
            path = answer.request.url.path
            self.problem(f"{answer.request.method} {path} answered {answer.status_code}, not {statuses}")
        return answer.status_code == statuses[0]

    def whim(self, whims: Random) -> float:
        """What somebody feels like, from 0 (mischief) to 1 (plain work)."""
        return 1.0 if self.hurried else whims.random()

    @asynccontextmanager
    async def work(self, kind: str) -> AsyncIterator[None]:
        """One piece of work: an intermission waits for those begun, and none begins during it.

        It may begin when all is over: whoever waited for a turn looks at that first.
        """
        async with self._turns[kind]:
            await self._goes_on.wait()
            while self._at_work >= max(4, MOST_WAITING_SECONDS / self._answers_in) and not self.over:
                await asyncio.sleep(0.1)  # the servers are slow: leave them in peace
            self._at_work += 1
            try:
                yield
            finally:
                self._at_work -= 1

    @asynccontextmanager
    async def intermission(self, seconds: float = 20) -> AsyncIterator[None]:
        """Everybody puts the pen down."""
        self._goes_on.clear()
        end = time.monotonic() + seconds
        while self._at_work and time.monotonic() < end:
            await asyncio.sleep(0.05)
        try:
            yield
        finally:
            self._goes_on.set()
