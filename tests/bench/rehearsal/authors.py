"""Authors: they tell by the real forms, some sign in by a code, some leave « Mes expériences » open."""

import asyncio
import re

import httpx

from tests.bench.rehearsal.browser import Browser, typed
from tests.bench.rehearsal.desk import Desk
from tests.bench.rehearsal.page import Fields, Page
from tests.bench.rehearsal.play import Play, Saved
from tests.bench.rehearsal.told import Told
from tests.bench.rehearsal.world import Person

WATCHING = 12  # authors who leave « Mes expériences » open
CODE_BY_MAIL = 0.5
CODE = re.compile(r"\b(\d{6})\b")


async def tell_all(play: Play, watching: list[Desk]) -> None:
    """Everybody tells their story, a few at once."""

    async def one(told: Told, person: Person) -> None:
        async with play.work("tell"):
            author = Author(play, told, person)
            if await author.tell() and len(watching) < WATCHING:
                watching.append(await Desk(author.browser, "/mes-experiences/").open())
            else:
                await author.browser.close()

    await asyncio.gather(*(one(*pair) for pair in zip(play.stories, play.world.authors, strict=True)))


class Author:
    """One person telling one story."""

    def __init__(self, play: Play, told: Told, person: Person) -> None:
        self.play, self.told = play, told
        self.browser = Browser(play, person)
        self.whims = play.random("author", told.number)
        self.pk = 0

    async def tell(self) -> bool:
        by_mail = self.whims.random() < CODE_BY_MAIL
        if not by_mail:
            await self.browser.sign_in()
        page = await self._answer(await self.browser.get("/raconter/"), situation="over")
        self.pk = int(page.url.split("/")[2])
        assert self.browser.person
        self.play.told[self.pk], self.play.authors[self.pk] = self.told, self.browser.person
        self.play.by_title[self.told.title] = self.told
        page = await self._write(page)
        page = await self._answer(page, feeling=self.told.feeling)
        page = await self._say_services(page)
        page = await self._answer(page, happened_on=self.told.written_on.isoformat(), place=self.told.place)
        page = await self._answer(page, pseudonym=self.told.pseudonym)
        sent = await (self._prove_by_code() if by_mail else self._send(page))
        if sent:
            self.play.sent.add(self.pk)
            original = f"{self.told.title}\n{self.told.text}"
            self.play.saved.append(Saved("version", self.pk, self.browser.pk, original))
        else:
            self.play.problem(f"« {self.told.title[:40]} » could not be sent")
        return sent

    async def _answer(self, page: Page, **answers: str) -> Page:
        """Fill the step's form and go on to the next."""
        form = page.form()
        if form is None:
            self.play.problem(f"{page.url} has no form (status {page.status})")
            raise LookupError(page.url)
        answer = await self.browser.post(page.url, typed(form, **answers))
        self.play.expect(answer, 303)
        return await self.browser.follow(answer)

    async def _write(self, page: Page) -> Page:
        """The text is saved as it is typed; the connection breaks once, or the save goes twice."""
        form = page.form() or {}
        half = self.told.text[: len(self.told.text) // 2]
        saving = f"/raconter/{self.pk}/brouillon/"
        some = {"version": form["version"], "text": [half], "title": [self.told.title[:20]]}
        if self.whims.random() < 0.3:
            await self.browser.post_and_lose(saving, some, 0.01)
        kept = await self.browser.post(saving, some)
        if self.play.expect(kept, 200):
            form["version"] = [str(kept.json()["version"])]
        answer = await self.browser.post(page.url, typed(form, text=self.told.text, title=self.told.title))
        self.play.expect(answer, 303)
        return await self.browser.follow(answer)

    async def _say_services(self, page: Page) -> Page:
        """Services are looked for as one types; one that is not in the list is said in words."""
        houses = self.told.houses
        if not houses:
            return await self._answer(page, other_service=self.told.services)
        words = self.told.services.split(",")[0]
        await self.browser.get(f"/services/recherche/?{httpx.QueryParams(q=words)}", **{"HX-Request": "true"})
        fields: Fields = {**(page.form() or {}), "structures": [str(pk) for pk in houses]}
        answer = await self.browser.post(page.url, fields)
        self.play.expect(answer, 303)
        page = await self.browser.follow(answer)
        modes = {f"modes-{pk}": self.told.modes for pk in houses}
        answer = await self.browser.post(page.url, {**(page.form() or {}), **modes})
        self.play.expect(answer, 303)
        return await self.browser.follow(answer)

    async def _send(self, page: Page) -> bool:
        """Signed in already: one button, sometimes pressed twice."""
        path = f"/raconter/{self.pk}/envoyer/"
        form = page.form(posting_to=path)
        if form is None:
            return False
        if self.whims.random() < 0.3:
            answers = await self.browser.post_twice(path, form)
        else:
            if self.whims.random() < 0.2:
                await self.browser.post_and_lose(path, form, 0.02)
            answers = [await self.browser.post(path, form)]
        return all(_is_thanked(answer) for answer in answers)

    async def _prove_by_code(self) -> bool:
        """Address, code from the mail, sent."""
        assert self.browser.person
        address = self.browser.person.address
        page = await self.browser.get(f"/raconter/{self.pk}/courriel/")
        page = await self._answer(page, email=address)
        code = await self._code_for(address)
        answer = await self.browser.post(page.url, typed(page.form() or {}, code=code))
        return _is_thanked(answer)

    async def _code_for(self, address: str) -> str:
        """From the demo's mailbox page, as a person who tries it would."""
        for _ in range(20):
            mailbox = await self.browser.get("/demo/courriels/")
            for message in mailbox.html.split("<article")[1:]:
                found = CODE.search(message.partition('class="quote"')[2])
                if found and address in message and "code" in message.lower():
                    return found[1]
            await asyncio.sleep(0.2)
        self.play.problem("no mail with a code arrived")
        return "000000"


def _is_thanked(answer: httpx.Response) -> bool:
    return answer.status_code == 303 and answer.headers["location"].endswith("/merci/")
