"""One moderator's shift: next, decide, next."""

import asyncio
import time
from collections import Counter

import httpx

from tests.bench.rehearsal.browser import Browser, typed
from tests.bench.rehearsal.desk import Desk
from tests.bench.rehearsal.moderators import opine
from tests.bench.rehearsal.page import Fields, Page
from tests.bench.rehearsal.play import Play
from tests.bench.rehearsal.verdicts import explained
from tests.bench.rehearsal.world import Person

# Of a hundred stories, so many end in each way.
MIX = {"publier/": 68, "corriger/": 10, "rejeter/": 10, "demander/": 4, "transmettre/": 4, "proposer/": 4}
# One in so many has left a second queue open since the morning, and never looks at it.
LEFT_OPEN = 5
DOUBLE_CLICKS = 0.03
UNDONE = 0.03
FINAL = {"publier/", "corriger/", "rejeter/"}
PRESSED = {
    "reject_reason": "off_topic",
    "question": "À quel guichet était-ce ?",
    "note": "Un second regard serait utile.",
    "correct_reason": "Un détail permettait de reconnaître quelqu'un.",
}


class Shift:
    """Somebody who reads what « Suivant » brings, with the live queue beside it."""

    def __init__(self, play: Play, person: Person, reads_for: float) -> None:
        self.play, self.browser, self.reads_for = play, Browser(play, person), reads_for
        self.whims = play.random("shift", person.pk)
        self.desk = Desk(self.browser, "/moderation/")
        # From a decision to the next story on screen: how often so many requests, and after how long.
        self.requests: Counter[int] = Counter()
        self.seconds: list[float] = []

    async def arrive(self) -> None:
        await self.browser.sign_in()
        await self.desk.open()
        if self.browser.pk % LEFT_OPEN == 0:
            await Desk(self.browser, "/moderation/").open()

    async def work(self, until: float) -> None:
        """Decide until the time is up, then give back what is in hand."""
        await asyncio.sleep(self.whims.uniform(0, self.reads_for))
        bench = await self._next()
        while time.monotonic() < until:
            if bench and "/etalonnage/" in bench.url:
                await opine(self.browser, bench)
                bench = await self._next()
            elif bench is None:
                await asyncio.sleep(0.2)
                bench = await self._next()
            else:
                reading = self.whims.uniform(0.5, 1.5) * self.reads_for
                await asyncio.sleep(max(0, min(reading, until - time.monotonic())))
                if time.monotonic() < until:
                    bench = await self._decide(bench)
        form = bench and bench.form("decide")
        if bench and form:
            where = bench.url.partition("?")[0]
            self.play.expect(await self.browser.post(f"{where}rendre/", form), 303, 409)

    async def _next(self) -> Page | None:
        page = await self.desk.look()
        answer = await self.browser.post("/moderation/suivant/", page.form("desk") or {})
        return await self._open(answer) if self.play.expect(answer, 303, 409) else None

    async def _decide(self, bench: Page) -> Page | None:
        form = bench.form("decide")
        assert form
        where = bench.url.partition("?")[0]
        verb = self.whims.choices(list(MIX), list(MIX.values()))[0]
        fields = {**typed(form, **PRESSED, then="next"), **_words(verb, form)}
        if verb == "proposer/":  # to see the changes first
            answer = await self.browser.post(where + verb, fields)
            fields |= explained(Page(where, answer.status_code, answer.text)) or {}
        pressed_at, requests = time.monotonic(), self.browser.requests
        if self.whims.random() < DOUBLE_CLICKS:
            answer = (await self.browser.post_twice(where + verb, fields))[0]
            requests += 1
        else:
            answer = await self.browser.post(where + verb, fields)
        if not self.play.expect(answer, 303):
            return None
        page = await self.browser.follow(answer)
        self.requests[self.browser.requests - requests] += 1
        self.seconds.append(time.monotonic() - pressed_at)
        if verb in FINAL and self.whims.random() < UNDONE:
            return await self._undo(page)
        return await self._shown(page)

    async def _undo(self, page: Page) -> Page | None:
        """« Annuler »: the story is before them again, and the one that was opened goes back to the queue."""
        button, desk, form = page.button("undo"), page.form("desk"), page.form("decide")
        following = await self._shown(page)
        if button is None or desk is None:
            return following
        answer = await self.browser.post(button["formaction"], {**desk, "version": [button["value"]]})
        if not self.play.expect(answer, 303, 409):
            return following
        if form:
            where = page.url.partition("?")[0]
            self.play.expect(await self.browser.post(f"{where}rendre/", form), 303)
        return await self._open(answer)

    async def _open(self, answer: httpx.Response) -> Page | None:
        return await self._shown(await self.browser.follow(answer))

    async def _shown(self, page: Page) -> Page | None:
        """The page is on screen: it asks by itself for what stands beside the text. None: no story to decide."""
        if page.regions:
            self.desk.show(page)
        if page.form("decide") is None:
            return None
        where, _, tab = page.url.partition("?")
        if "/etalonnage/" not in where:
            await self.browser.get(f"{where}autour/?{tab}")
        return page


def _words(verb: str, form: Fields) -> Fields:
    text = form["text"][0]
    if verb == "corriger/":
        return {"text": [f"{text} […]"]}
    if verb == "proposer/":
        return {"text": [f"Autrement dit, {text}"]}
    return {}
