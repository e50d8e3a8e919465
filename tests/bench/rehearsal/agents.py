"""Agents: they draft what lies in their live inbox, autosaving, and take over from each other."""

import asyncio
from html import unescape

from tests.bench.rehearsal.browser import Browser, typed
from tests.bench.rehearsal.desk import Desk
from tests.bench.rehearsal.holding import claim, gives_back, glance, held, keep_copy, take_over
from tests.bench.rehearsal.page import Element, Fields, Page
from tests.bench.rehearsal.play import Play, Saved
from tests.bench.rehearsal.told import COURTESY, Told
from tests.bench.rehearsal.world import Person

UNFINISHED = "[reste à vérifier par {who} : {what}]"


async def drafter(play: Play, person: Person) -> None:
    """One agent's day."""
    browser = Browser(play, person)
    await browser.sign_in()
    watch = await Desk(browser, "/reponses/").open()
    writer = Writer(play, browser)
    while not play.over:
        async with play.work("reply"):
            if play.over:
                return
            free = [
                (pk, row)
                for pk, row in watch.rows("a-repondre")
                if not row.holder and writer.answer_to(row) is not None and pk not in writer.left
            ]
            if free:
                pk, row = free[0] if writer.whims.random() < 0.8 else writer.whims.choice(free)
                bench = await claim(browser, f"/reponses/{pk}/", f"routing_bench-{pk}")
                if bench:
                    await writer.write(bench, writer.answer_to(row) or "", play.whim(writer.whims))
        await glance(watch, 0.03)
        if not free:
            await watch.wait(2)


def told_of(play: Play, row: Element) -> tuple[Told | None, int | None]:
    """Which story a row is about, and which house it was sent to, as a person reads it."""
    title = unescape(row.html.partition("<a ")[2].partition(">")[2].partition("</a>")[0])
    house = unescape(row.html.partition("<small>")[2].partition("</span>")[2].partition(" · ")[0])
    return play.by_title.get(title), play.world.labels.get(house)


class Writer:
    """Somebody who writes replies; a validator who takes over is one too."""

    def __init__(self, play: Play, browser: Browser) -> None:
        self.play, self.browser = play, browser
        self.whims = play.random("writer", browser.pk)
        self.left: set[int] = set()
        self.left_open: Desk | None = None
        self.notes = 0

    def answer_to(self, row: Element) -> str | None:
        """What this house answers; None for what is not theirs to write."""
        told, house = told_of(self.play, row)
        if told is None or house is None:
            return None
        return told.replies.get(house, COURTESY)

    async def write(self, bench: Page, answer: str, whim: float = 1) -> None:
        """Type a reply in a claimed bench, and submit it if there is one to give."""
        form = bench.form("editor")
        if form is None:
            self.play.races["leases over before the bench was open"] += 1
            return
        where = bench.url.partition("?")[0]
        pk = int(where.split("/")[2])
        if self.left_open is None and self.browser.pk % 3 == 0:
            self.left_open = await Desk(self.browser, where).open()
        if not answer:
            self.left.add(pk)  # begun, and never finished: this service stays silent
            async with held(self.browser, where, form["tab"][0]):
                if await self._save(where, form, self._note("tout")):
                    await self.browser.post(f"{where}rendre/", form)
            return
        async with held(self.browser, where, form["tab"][0]):
            typing = await self._type(where, form, answer, whim)
        if typing and whim < 0.1 and self.play.deployment.lease_seconds:
            await self._dawdle(where, form)
        elif typing:
            async with held(self.browser, where, form["tab"][0]):
                if await self._pause(where, pk, form, whim):
                    await self._submit(where, form, answer, whim)

    async def _type(self, where: str, form: Fields, answer: str, whim: float) -> bool:
        """The text grows by autosaves; one of them is lost on the way and sent again."""
        pieces = self.whims.randint(2, 4)
        for piece in range(1, pieces + 1):
            typed_so_far = answer[: len(answer) * piece // pieces]
            if whim < 0.3 and piece < pieces:
                typed_so_far += "\n\n" + self._note(str(piece))
            if not await self._save(where, form, typed_so_far, lose=self.whims.random() < 0.08):
                return False
            await asyncio.sleep(self.whims.uniform(0, 0.05))
            if whim < 0.3 and piece == pieces - 1:
                return True  # called away in the middle, the note still there
        return True

    async def _save(self, where: str, form: Fields, text: str, *, lose: bool = False) -> bool:
        """One autosave; False when the claim is gone, with the typed text kept."""
        path = f"{where}brouillon/"
        form["text"] = [text]
        if lose:
            await self.browser.post_and_lose(path, form, self.whims.uniform(0.003, 0.03))
        answer = await self.browser.post(path, form)
        if self.play.expect(answer, 200, 409):
            kept = answer.json()
            form["saves"], form["version"] = [str(kept["saves"])], [str(kept["version"])]
            pk = int(where.split("/")[2])
            self.play.saved.append(Saved("draft", pk, self.browser.pk, text, int(kept["saves"])))
            return True
        self.play.races["saves refused, text kept"] += 1
        if not gives_back(answer, text):
            self.play.problem("a refused save did not give back what was typed")
        await keep_copy(self.browser, where, text)
        return False

    async def _dawdle(self, where: str, form: Fields) -> None:
        """Stop prolonging, and type on after the lease has run out."""
        self.play.races["leases left to expire"] += 1
        await asyncio.sleep((self.play.deployment.lease_seconds or 0) + 0.3)
        await self._save(where, form, f"{form['text'][0]}\n\n{self._note('trop tard')}")

    async def _pause(self, where: str, pk: int, form: Fields, whim: float) -> bool:
        """Leave the draft lying for a validator to take over; False when one did."""
        if whim >= 0.3:
            return True
        self.play.slow.add(("draft", pk))
        await asyncio.sleep(1)
        self.play.slow.discard(("draft", pk))
        return await self._save(where, form, f"{form['text'][0]}\n\n{self._note('en reprenant')}")

    async def _submit(self, where: str, form: Fields, answer: str, whim: float) -> None:
        fields = typed(form, text=answer)
        path = f"{where}soumettre/"
        if 0.3 <= whim < 0.45:
            answers = await self.browser.post_twice(path, fields)
            if {one.status_code for one in answers} not in ({303}, {409}):
                self.play.problem(f"the same press was answered {[a.status_code for a in answers]}")
        else:
            if 0.45 <= whim < 0.55:
                await self.browser.post_and_lose(path, fields, self.whims.uniform(0.005, 0.05))
            answers = [await self.browser.post(path, fields)]
        if all(self.play.expect(one, 303, 409) for one in answers):
            pk = int(where.split("/")[2])
            self.play.saved.append(Saved("revision", pk, self.browser.pk, answer))
        elif not gives_back(answers[-1], answer):
            self.play.problem("a refused submission did not give back what was typed")

    def _note(self, what: str) -> str:
        self.notes += 1
        return UNFINISHED.format(who=self.browser.pk, what=f"{what}, {self.notes}")


async def take_over_drafts(play: Play, writer: Writer, house: int | None, rows: Desk) -> None:
    """A validator finishes what an agent of the same house left lying."""
    for kind, pk in sorted(play.slow):
        row = {**rows.pill, **rows.shown}.get(f"routing_row-{pk}")
        if kind != "draft" or row is None or told_of(play, row)[1] != house:
            continue
        async with play.work("reply"):
            if play.over:
                return
            if bench := await take_over(writer.browser, f"/reponses/{pk}/"):
                await writer.write(bench, writer.answer_to(row) or "")
