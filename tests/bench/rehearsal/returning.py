"""Authors who come back: they answer what moderators ask, tell again, judge replies and answer them."""

import asyncio
import re

from tests.bench.rehearsal import plans
from tests.bench.rehearsal.books import Books
from tests.bench.rehearsal.browser import Browser, typed
from tests.bench.rehearsal.desk import Desk
from tests.bench.rehearsal.page import Fields, Page
from tests.bench.rehearsal.play import Play, Saved

OWN_WORDS = "Je préfère le dire à ma façon."
ANSWER = "C'était au guichet, en septembre."
MORE = "\n\nPrécision : c'était en septembre."
AGAIN = "\n\nJ'ajoute ce que j'ai vécu ce jour-là, sans rien d'autre."
BACK = "Merci de votre réponse. Le dossier n'est pourtant pas clos."


async def answer_moderators(play: Play, books: Books) -> None:
    """Whoever is asked something hears of it by mail, comes back and answers."""
    coming: dict[int, asyncio.Task[None]] = {}
    while not play.over:
        for pk in books.waiting_for_authors(play):
            if pk not in coming or coming[pk].done():
                coming[pk] = asyncio.create_task(_come_back(play, pk))
        await asyncio.sleep(0.5)
        for task in coming.values():
            if task.done():
                task.result()
    await asyncio.gather(*coming.values())


async def _come_back(play: Play, pk: int) -> None:
    async with play.work("author"):
        if play.over:
            return
        browser = Browser(play, play.authors[pk])
        await browser.sign_in()
        await Returning(play, browser, pk).answer()
        await browser.close()


class Returning:
    """The author of one story, before what waits for them."""

    def __init__(self, play: Play, browser: Browser, pk: int) -> None:
        self.play, self.browser, self.pk = play, browser, pk
        self.told = play.told.get(pk)
        self.whims = play.random("returning", pk, len(play.saved))

    async def answer(self) -> None:
        mine = await self.browser.get("/mes-experiences/")
        if asked := mine.button(f"repondre-{self.pk}"):
            page = await self.browser.get(asked["href"])
            if (form := page.form("consent")) is not None:
                await self._agree(page, form)
            elif (form := page.form("answering")) is not None:
                await self._say_more(form)
        elif refused := mine.button(f"reprendre-{self.pk}"):
            page = await self.browser.get(refused["href"])
            if (form := page.form("resubmit")) is not None:
                await self._tell_again(refused["href"], form)

    async def _agree(self, page: Page, form: Fields) -> None:
        """A word on each change; at first, now and then, one is forgotten."""
        numbers = re.findall(r'id="change-(\d+)"', page.html)
        answers = {f"change-{number}": "accepted" for number in numbers}
        wish = plans.consent_of(self.told)
        answers[f"change-{numbers[0]}"] = wish
        own_words = f"{OWN_WORDS} ({self.pk})"
        if wish == "edited":
            answers[f"words-{numbers[0]}"] = own_words
            if self.told and "<h2>Votre titre" in page.html:
                self.play.by_title[own_words] = self.told
        path = f"/mes-experiences/{self.pk}/accord/reponse/"
        if self.whims.random() < 0.3:
            some = typed(
                form, **{name: said for name, said in answers.items() if not name.endswith(numbers[-1])}
            )
            self.play.races["changes forgotten by an author"] += 1
            self.play.expect(await self.browser.post(path, some), 422, 409)
        if wish == "accepted":
            self.play.agreed.add(self.pk)
        if await self._press(path, typed(form, **answers)) and wish == "edited":
            self.play.saved.append(Saved("words", self.pk, self.browser.pk, own_words))

    async def _say_more(self, form: Fields) -> None:
        """An answer; every other author completes the text too."""
        fields = typed(form, answer=ANSWER)
        title, text = form["title"][0], form["text"][0].replace("\r\n", "\n")
        if self.whims.random() < 0.5:
            text += MORE
            fields = typed(fields, text=text)
        if await self._press(f"/mes-experiences/{self.pk}/accord/precision/", fields):
            self.play.saved.append(Saved("answer", self.pk, self.browser.pk, ANSWER))
            self.play.saved.append(Saved("version", self.pk, self.browser.pk, f"{title}\n{text}"))

    async def _tell_again(self, path: str, form: Fields) -> None:
        """What was turned down, with more; at first, now and then, unchanged."""
        title, text = form["title"][0], form["text"][0].replace("\r\n", "\n") + AGAIN
        if self.whims.random() < 0.3:
            self.play.races["sent again without a change"] += 1
            self.play.expect(await self.browser.post(path, form), 422, 409)
        if self.told:
            self.told.again = True
        if await self._press(path, typed(form, text=text)):
            self.play.saved.append(Saved("version", self.pk, self.browser.pk, f"{title}\n{text}"))

    async def _press(self, path: str, fields: Fields) -> bool:
        """Once, twice at once, or on a line that breaks the first time."""
        whim = self.play.whim(self.whims)
        if whim < 0.2:
            answers = await self.browser.post_twice(path, fields)
        else:
            if whim < 0.4:
                await self.browser.post_and_lose(path, fields, self.whims.uniform(0.005, 0.05))
            answers = [await self.browser.post(path, fields)]
        return all(self.play.expect(answer, 303, 409) for answer in answers)


async def judge_replies(play: Play, watching: list[Desk]) -> None:
    """Authors who watch their stories say whether each reply is appropriate, and answer some."""
    done: set[str] = set()
    while not play.over:
        for desk in list(watching):
            html = "".join(one.html for one in {**desk.pill, **desk.shown}.values())
            for path in re.findall(
                r'href="(/mes-experiences/reponses/\d+/(?:avis/\?avis=appropriate|suite/))"', html
            ):
                routing = int(path.split("/")[3])
                if path in done or (path.endswith("/suite/") and not plans.says_back(routing)):
                    continue
                async with play.work("author"):
                    if await (_say_back if path.endswith("/suite/") else _rate)(desk.browser, path, routing):
                        done.add(path)
        await asyncio.sleep(0.5)


async def _rate(browser: Browser, path: str, routing: int) -> bool:
    posted = f"/reponses/{routing}/juger/"
    form = (await browser.get(path)).form(posting_to=posted)
    if form is None:
        browser.play.problem(f"no form to rate reply {routing}")
        return True
    fields = typed(form, rating="appropriate", word="Merci.")
    return browser.play.expect(await browser.post(posted, fields), 303, 409)


async def _say_back(browser: Browser, path: str, routing: int) -> bool:
    form = (await browser.get(path)).form("say-back")
    if form is None:  # written already, in a press whose answer was lost
        return True
    text = f"{BACK} Rappelez-moi au 06 12 34 56 78." if routing % 3 == 0 else BACK
    if browser.play.random("suite", routing).random() < 0.3:
        await browser.post_and_lose(path, typed(form, text=text), 0.02)
    if not browser.play.expect(await browser.post(path, typed(form, text=text)), 303, 409):
        return False
    browser.play.saved.append(Saved("suite", routing, browser.pk, text))
    return True
