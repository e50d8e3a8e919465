"""Moderators: they claim what their live desk shows, decide, and get in each other's way."""

import asyncio
import re

from tests.bench.rehearsal.browser import Browser, typed
from tests.bench.rehearsal.desk import Desk
from tests.bench.rehearsal.holding import (
    claim,
    gives_back,
    glance,
    held,
    keep_copy,
    open_bench,
    take_over,
)
from tests.bench.rehearsal.page import Fields, Page
from tests.bench.rehearsal.play import Play
from tests.bench.rehearsal.told import Told
from tests.bench.rehearsal.world import Person

REASONS = ("off_topic", "personal_case", "no_experience", "abusive", "duplicate")
PERSONAL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|\b0\d(?:[ .]?\d\d){4}\b")
MESSAGE = "Merci d'avoir raconté ce que vous avez vécu."


async def moderator(play: Play, person: Person) -> None:
    """One moderator's day."""
    browser = Browser(play, person)
    await browser.sign_in()
    watch = await Desk(browser, "/moderation/").open()
    at_work = Moderator(play, browser, watch)
    while not play.over:
        async with play.work("moderate"):
            if play.over:
                return
            if not await at_work.read_one():
                await watch.wait(0.5)
        await glance(watch, 0.03)


async def senior(play: Play, person: Person) -> None:
    """Takes over what others leave lying, and finishes it."""
    browser = Browser(play, person)
    await browser.sign_in()
    watch = await Desk(browser, "/moderation/").open()
    at_work = Moderator(play, browser, watch)
    while not play.over:
        await watch.wait(0.2)
        for kind, pk in sorted(play.slow):
            if kind == "moderate":
                async with play.work("moderate"):
                    if play.over:
                        return
                    if bench := await take_over(browser, f"/moderation/{pk}/"):
                        await at_work.decide(bench)
        await glance(watch, 0.02)


class Moderator:
    """Somebody with a queue and one story open at a time."""

    def __init__(self, play: Play, browser: Browser, watch: Desk) -> None:
        self.play, self.browser, self.watch = play, browser, watch
        self.whims = play.random("moderator", browser.pk)
        self.left_open: Desk | None = None

    async def read_one(self) -> bool:
        """Claim something and deal with it; False: nothing was to be had."""
        waiting = self.watch.rows("a-lire")
        free = [pk for pk, row in waiting if not row.holder and pk in self.play.told][:3]
        all_ours = all(pk in self.play.told for pk, _ in waiting)
        if free and self.whims.random() < 0.6:
            pk = self.whims.choice(free)
            bench = await claim(self.browser, f"/moderation/{pk}/", f"story_bench-{pk}")
        elif waiting and all_ours:
            bench = await self._next()
        else:
            return False
        if bench is None:
            return False
        await self.decide(bench, self.play.whim(self.whims))
        return True

    async def _next(self) -> Page | None:
        """« Suivant »."""
        page = await self.browser.get("/moderation/")
        answer = await self.browser.post("/moderation/suivant/", page.form("desk") or {})
        if not self.play.expect(answer, 303, 409):
            return None
        bench = await open_bench(self.browser, answer)
        return bench if "tab=" in bench.url else None

    async def decide(self, bench: Page, whim: float = 1) -> None:
        """Read the claimed story, and decide in one of the ways that people have."""
        form = bench.form("decide")
        if form is None:  # the lease ran out before the page came
            self.play.races["leases over before the bench was open"] += 1
            return
        where = bench.url.partition("?")[0]
        if self.left_open is None:
            self.left_open = await Desk(self.browser, where).open()
        form = typed(form, message=f"{MESSAGE} ({self.browser.pk})")
        form.setdefault("structures", [str(self.play.world.nobodys)])
        if whim < 0.06 and self.play.deployment.lease_seconds:
            await self._dawdle(where, form)
        elif whim < 0.14:
            await self._leave_lying(where, form)
        elif whim < 0.2:
            self.play.expect(await self.browser.post(f"{where}rendre/", form), 303, 409)
        else:
            async with held(self.browser, where, form["tab"][0]):
                await asyncio.sleep(self.whims.uniform(0, 0.2))
                await self._press(where, form, whim)

    async def _press(self, where: str, form: Fields, whim: float) -> None:
        verb, fields = self._verdict(where, form)
        if whim < 0.32:
            answers = await self.browser.post_twice(where + verb, fields)
            if {answer.status_code for answer in answers} not in ({303}, {409}):
                self.play.problem(f"the same press was answered {[a.status_code for a in answers]}")
        elif whim < 0.42:
            await self._decide_twice(where, verb, fields)
        else:
            if whim < 0.5:
                await self.browser.post_and_lose(where + verb, fields, self.whims.uniform(0.005, 0.05))
            await self._decide_once(where, verb, fields)

    async def _decide_once(self, where: str, verb: str, fields: Fields) -> None:
        answer = await self.browser.post(where + verb, fields)
        if not self.play.expect(answer, 303, 409):
            self.play.races["decisions refused"] += 1
            if not gives_back(answer, fields["message"][0]):
                self.play.problem("a refused decision did not give back what was typed")
            await keep_copy(self.browser, where, fields["message"][0])

    async def _decide_twice(self, where: str, verb: str, fields: Fields) -> None:
        """Two decisions at once, in two windows of the same tab's claim: one wins."""
        self.play.races["two decisions at once"] += 1
        other = "rejeter/" if verb == "publier/" else "publier/"
        second = {**fields, "key": [f"{fields['key'][0][:-1]}x"], "reject_reason": ["off_topic"]}
        answers = await asyncio.gather(
            self.browser.post(where + verb, fields), self.browser.post(where + other, second)
        )
        won = sum(self.play.expect(answer, 303, 409) for answer in answers)
        if won > 1:
            self.play.problem("two decisions on one story were both accepted")

    async def _dawdle(self, where: str, form: Fields) -> None:
        """Let the lease expire, and decide all the same."""
        self.play.races["leases left to expire"] += 1
        await asyncio.sleep((self.play.deployment.lease_seconds or 0) + 0.3)
        verb, fields = self._verdict(where, form)
        await self._decide_once(where, verb, fields)

    async def _leave_lying(self, where: str, form: Fields) -> None:
        """Type slowly: a senior moderator may take over meanwhile."""
        pk = int(where.split("/")[2])
        async with held(self.browser, where, form["tab"][0]):
            self.play.slow.add(("moderate", pk))
            await asyncio.sleep(1)
            self.play.slow.discard(("moderate", pk))
            verb, fields = self._verdict(where, form)
            await self._decide_once(where, verb, fields)

    def _verdict(self, where: str, form: Fields) -> tuple[str, Fields]:
        """Personal details are masked, untidy texts tidied, one story in twelve turned down."""
        told = self.play.told.get(int(where.split("/")[2]))
        title, text = form["title"][0], form["text"][0].replace("\r\n", "\n")
        masked = PERSONAL.sub("[…]", title), PERSONAL.sub("[…]", text)
        number = told.number if told else 0
        if masked != (title, text):
            return self._correction(form, *masked, "Des coordonnées étaient lisibles par tous.", told)
        if number % 12 == 7:
            return "rejeter/", {**form, "reject_reason": [REASONS[number // 12 % len(REASONS)]]}
        tidied = re.sub(r"(?<=[.!?])(?=[A-ZÀÉÈ])", " ", re.sub(" {2,}", " ", text.replace("&nbsp;", " ")))
        if number % 4 == 1 and tidied != text:
            return self._correction(form, title, tidied, "Espaces manquantes entre les phrases.", told)
        return "publier/", form

    def _correction(
        self, form: Fields, title: str, text: str, why: str, told: Told | None
    ) -> tuple[str, Fields]:
        if told:
            self.play.by_title[title] = told
        return "corriger/", typed(form, title=title, text=text, correct_reason=why)
