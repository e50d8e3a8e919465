"""Moderators: they claim what their live desk shows, decide, and get in each other's way."""

import asyncio

from tests.bench.rehearsal.browser import Browser, typed
from tests.bench.rehearsal.deciding import Decider
from tests.bench.rehearsal.desk import Desk
from tests.bench.rehearsal.holding import claim, glance, held, opened, take_over
from tests.bench.rehearsal.page import Element, Page
from tests.bench.rehearsal.play import Play
from tests.bench.rehearsal.verdicts import verdict_on
from tests.bench.rehearsal.world import Person

IN_A_ROW = 3  # decided and the next one opened: then somebody else's turn
MOST_PASSED = 3


async def moderator(play: Play, person: Person) -> None:
    """One moderator's day."""
    browser = Browser(play, person)
    await browser.sign_in()
    at_work = Moderator(play, browser, await Desk(browser, "/moderation/").open())
    while not play.over:
        async with play.work("moderate"):
            if play.over:
                return
            bench = await at_work.take_one()
            if bench:
                await at_work.read(bench)
            else:
                await at_work.watch.wait(0.5)
        await glance(at_work.watch, 0.03)


async def senior(play: Play, person: Person) -> None:
    """Takes over what others leave lying, reads what they escalate and what authors answer, and finishes all three."""
    browser = Browser(play, person)
    await browser.sign_in()
    watch = await Desk(browser, "/moderation/secondes-lectures/").open()
    first = await Desk(browser, "/moderation/").open()
    at_work = Moderator(play, browser, watch)
    while not play.over:
        await watch.wait(0.2)
        left = {pk for kind, pk in play.slow if kind == "moderate"}
        second = {pk for pk, row in watch.rows("secondes-lectures") if not row.holder and pk in play.told}
        back = {pk for pk, row in first.rows("a-lire") if at_work.is_offered(row) and pk in play.told}
        for pk in sorted(left | second | back):
            async with play.work("moderate"):
                if play.over:
                    return
                where = f"/moderation/{pk}/"
                bench = (
                    await take_over(browser, where)
                    if pk in left
                    else await claim(browser, where, f"story_bench-{pk}")
                )
                if bench:
                    await at_work.read(bench, plainly=True)
        await glance(watch, 0.02)


async def opine(browser: Browser, bench: Page) -> None:
    """« Suivant » brought a story that somebody else decided: one says what one would have done, and nothing moves."""
    form = bench.form("decide")
    if form is None:
        browser.play.races["leases over before the bench was open"] += 1
        return
    where = bench.url.partition("?")[0]
    browser.play.races["stories read a second time, blind"] += 1
    async with held(browser, where, form["tab"][0]):
        answer = await browser.post(f"{where}avis/", typed(form, outcome="publish"))
        browser.play.expect(answer, 303, 409)


class Moderator:
    """Somebody with a queue and one story open at a time."""

    def __init__(self, play: Play, browser: Browser, watch: Desk) -> None:
        self.play, self.browser, self.watch = play, browser, watch
        self.whims = play.random("moderator", browser.pk)
        self.hand = Decider(play, browser, self.whims)
        self.left_open: Desk | None = None
        self.passed: set[int] = set()

    async def take_one(self) -> Page | None:
        """The bench of something to read, claimed; None: nothing was to be had."""
        waiting = self.watch.rows("a-lire")
        free = [pk for pk, row in waiting if self._is_free(pk, row)][:3]
        all_ours = all(pk in self.play.told for pk, _ in waiting)
        if free and self.whims.random() < 0.6:
            pk = self.whims.choice(free)
            return await claim(self.browser, f"/moderation/{pk}/", f"story_bench-{pk}")
        return await self._next() if waiting and all_ours else None

    def _is_free(self, pk: int, row: Element) -> bool:
        kept = "proposée à " in row.html and not self.is_offered(row)
        return not row.holder and not kept and pk in self.play.told and pk not in self.passed

    def is_offered(self, row: Element) -> bool:
        """What an author sent back is offered to the one they answered, whose name stands in its row."""
        assert self.browser.person
        first, _, last = self.browser.person.name.partition(" ")
        return not row.holder and f"proposée à {first} {last[:1]}." in row.html

    async def _next(self) -> Page | None:
        """« Suivant »."""
        page = await self.browser.get("/moderation/")
        answer = await self.browser.post("/moderation/suivant/", page.form("desk") or {})
        return await opened(self.browser, answer) if self.play.expect(answer, 303, 409) else None

    async def read(self, bench: Page, *, plainly: bool = False) -> None:
        """Decide on the claimed story, and on those that are opened after it."""
        following: Page | None = bench
        turn = 0
        while following:
            turn += 1
            whim = 1 if plainly else self.play.whim(self.whims)
            if "/etalonnage/" in following.url:
                return await opine(self.browser, following)
            following = await self._decide(following, whim, goes_on=turn < IN_A_ROW and not plainly)

    async def _decide(self, bench: Page, whim: float, *, goes_on: bool) -> Page | None:
        """Deal with one story in one of the ways that people have; the bench that this led to."""
        form = bench.form("decide")
        if form is None:  # the lease ran out before the page came
            self.play.races["leases over before the bench was open"] += 1
            return None
        where = bench.url.partition("?")[0]
        if self.left_open is None:
            self.left_open = await Desk(self.browser, where).open()
        form.pop("then", None)
        verdict = verdict_on(self.play, bench, form, self.browser.pk)
        if goes_on and self.whims.random() < 0.5 and not self.hand.takes_back(where, verdict):
            verdict.fields["then"] = ["next"]
        async with held(self.browser, where, form["tab"][0]):
            if verdict.verb == "proposer/" and not await self.hand.explain(where, verdict):
                return None
        if whim < 0.06 and self.play.deployment.lease_seconds:
            return await self.hand.dawdle(where, verdict)
        async with held(self.browser, where, form["tab"][0]):
            if whim < 0.14:
                return await self.hand.leave_lying(where, verdict)
            if whim < 0.17:
                self.play.expect(await self.browser.post(f"{where}rendre/", form), 303, 409)
                return None
            if whim >= 0.2 or len(self.passed) == MOST_PASSED:
                await asyncio.sleep(self.whims.uniform(0, 0.2))
                return await self.hand.press(where, verdict, form, whim)
        return await self._pass(where, bench)

    async def _pass(self, where: str, bench: Page) -> Page | None:
        """« Passer »: to the next one, without having to say why."""
        self.passed.add(int(where.split("/")[2]))
        self.play.races["stories passed"] += 1
        answer = await self.browser.post(f"{where}passer/", bench.form("pass") or {})
        return await opened(self.browser, answer) if self.play.expect(answer, 303, 409) else None
