"""Validators: approve, approve with edits, send back; and take over drafts left lying."""

import asyncio

from tests.bench.rehearsal.agents import Writer, take_over_drafts, told_of
from tests.bench.rehearsal.browser import Browser, typed
from tests.bench.rehearsal.desk import Desk
from tests.bench.rehearsal.holding import claim, glance, held
from tests.bench.rehearsal.page import Element, Fields, Page
from tests.bench.rehearsal.play import Play, Saved
from tests.bench.rehearsal.world import Person

COMMENT = "Dites aussi à qui s'adresser."


async def validator(play: Play, person: Person, *, takes_over: bool) -> None:
    """One validator's day. Only one of a house's two takes over drafts: the other must be able to judge."""
    browser = Browser(play, person)
    await browser.sign_in()
    watch = await Desk(browser, "/validation/").open()
    inbox = await Desk(browser, "/reponses/").open() if takes_over else None
    writer = Writer(play, browser)
    judge = Judge(play, browser)
    while not play.over:
        async with play.work("reply"):
            if play.over:
                return
            waiting = [(pk, row) for pk, row in watch.rows("a-valider") if not row.holder]
            mine = [(pk, row) for pk, row in waiting if pk not in judge.wrote]
            for pk, row in mine[:1]:
                await judge.judge(pk, row)
        if inbox:
            await take_over_drafts(play, writer, person.house, inbox)
        await glance(watch, 0.03)
        if not mine:
            await watch.wait(0.3 if play.slow else 2)


class Judge:
    """Somebody with replies to read."""

    def __init__(self, play: Play, browser: Browser) -> None:
        self.play, self.browser = play, browser
        self.whims = play.random("judge", browser.pk)
        self.wrote: set[int] = set()
        self.left_open: Desk | None = None

    async def judge(self, pk: int, row: Element) -> None:
        where = f"/validation/{pk}/"
        bench = await claim(self.browser, where, f"routing_bench-{pk}")
        if bench is None:
            return
        form = bench.form("verdict")
        if form is None:
            self.play.races["leases over before the bench was open"] += 1
            return
        if self.left_open is None and self.browser.pk % 3 == 0:
            self.left_open = await Desk(self.browser, where).open()
        if bench.button("approve") is None:  # four eyes: they wrote in it themselves
            self.wrote.add(pk)
            self.play.races["validators turned away from their own words"] += 1
            self.play.expect(await self.browser.post(f"{where}approuver/", form), 403, 409)
            self.play.expect(await self.browser.post(f"{where}rendre/", form), 303, 409)
            return
        async with held(self.browser, where, form["tab"][0]):
            await asyncio.sleep(self.whims.uniform(0, 0.1))
            await self._decide(pk, where, bench, form, row)

    async def _decide(self, pk: int, where: str, bench: Page, form: Fields, row: Element) -> None:
        told, _ = told_of(self.play, row)
        number = told.number if told else 0
        whim = self.play.whim(self.whims)
        verb, fields = "approuver/", form
        if number % 6 == 2 and pk not in self.play.sent_back:
            verb, fields = "renvoyer/", typed(form, comment=COMMENT)
        elif number % 5 == 3:
            verb, fields = "modifier/", typed(form, text=f"{form['text'][0].strip()}\n\nÀ votre écoute.")
        if whim < 0.15:
            answers = await self.browser.post_twice(where + verb, fields)
        elif whim < 0.3:
            answers = await self._twice(where, verb, fields)
        else:
            if whim < 0.4:
                await self.browser.post_and_lose(where + verb, fields, self.whims.uniform(0.005, 0.05))
            answers = [await self.browser.post(where + verb, fields)]
        won = [self.play.expect(answer, 303, 409) for answer in answers]
        if won[0] and verb == "renvoyer/":
            self.play.sent_back.add(pk)
        if won[0] and verb == "modifier/":
            text = fields["text"][0].replace("\r\n", "\n")
            self.play.saved.append(Saved("revision", pk, self.browser.pk, text))

    async def _twice(self, where: str, verb: str, fields: Fields) -> list:
        """Two verdicts at once from the same tab: one wins."""
        self.play.races["two decisions at once"] += 1
        other = "approuver/" if verb != "approuver/" else "modifier/"
        second = {**fields, "key": [f"{fields['key'][0][:-1]}x"]}
        answers = await asyncio.gather(
            self.browser.post(where + verb, fields), self.browser.post(where + other, second)
        )
        if [answer.status_code for answer in answers].count(303) > 1:
            self.play.problem("two verdicts on one reply were both accepted")
        return list(answers)
