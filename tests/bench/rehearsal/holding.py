"""Holding a claim as an open tab does: prolonging it, losing it, keeping what was typed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx

from tests.bench.rehearsal.browser import Browser, typed
from tests.bench.rehearsal.desk import Desk
from tests.bench.rehearsal.page import Page
from tests.bench.rehearsal.play import Saved


@asynccontextmanager
async def held(browser: Browser, bench: str, tab: str) -> AsyncIterator[None]:
    """Prolong the claim of ``bench`` (/moderation/7/) while the block lasts, as claim.js does."""
    lease = browser.play.deployment.lease_seconds or 60
    enough = asyncio.Event()
    task = asyncio.create_task(_prolong(browser, f"{bench}prolonger/", tab, lease / 3, enough))
    try:
        yield
    finally:
        enough.set()
        await task


async def _prolong(browser: Browser, path: str, tab: str, every: float, enough: asyncio.Event) -> None:
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(enough.wait(), every)
        if enough.is_set():
            return
        answer = await browser.post(path, {"tab": tab, "active": "1"})
        if not browser.play.expect(answer, 200, 409):
            return


async def claim(browser: Browser, bench: str, state: str, verb: str = "prendre/") -> Page | None:
    """Open a bench and press « Prendre en charge »: the bench one holds, or None if somebody was faster.

    ``state`` is the id of the bench's live part, which has the button and its version.
    """
    page = await browser.get(bench)
    button = page.button(f"{state}-claim")
    desk = page.form("desk")
    if button is None or desk is None:
        return None
    press = {**desk, "version": [button["value"]]}
    answer = await browser.post(button["formaction"], press)
    if not browser.play.expect(answer, 303, 409):
        browser.play.races["claims lost to somebody faster"] += 1
        return None
    return await open_bench(browser, answer)


async def open_bench(browser: Browser, answer: httpx.Response) -> Page:
    """Follow to the bench of a fresh claim, prolonged meanwhile: such a short lease may not outlive a slow page."""
    where, _, tab = answer.headers["location"].partition("?tab=")
    if not tab:
        return await browser.follow(answer)
    async with held(browser, where, tab):
        return await browser.follow(answer)


async def opened(browser: Browser, answer: httpx.Response) -> Page | None:
    """The bench that a press led to, if it is one that this person now holds."""
    bench = await open_bench(browser, answer)
    return bench if "tab=" in bench.url else None


async def take_over(browser: Browser, bench: str) -> Page | None:
    """« Reprendre… », with a reason."""
    page = await browser.get(f"{bench}?reprendre=1")
    form = page.form("reprise")
    if form is None:
        return None
    answer = await browser.post(f"{bench}reprendre/", typed(form, reason="Absente cet après-midi."))
    if not browser.play.expect(answer, 303, 409):
        return None
    browser.play.races["claims taken over"] += 1
    return await open_bench(browser, answer)


async def keep_copy(browser: Browser, bench: str, text: str) -> None:
    """What claim.js does when the claim is lost: what was typed is kept for this person."""
    if not text.strip():
        return
    answer = await browser.post(f"{bench}copie/", {"text": text})
    if browser.play.expect(answer, 200) and answer.json()["kept"]:
        item = int(bench.strip("/").split("/")[-1])
        browser.play.saved.append(Saved("copy", item, browser.pk, text))


def gives_back(answer: httpx.Response, text: str) -> bool:
    """Whether a refusal's page holds the typed text."""
    from html import unescape

    return text.strip() in unescape(answer.text).replace("\r\n", "\n")


async def glance(desk: Desk, whims_chance: float) -> None:
    """Now and then somebody's network breaks, or the pill is pressed."""
    if desk.whims.random() < whims_chance:
        desk.cut()
    elif desk.pill and desk.whims.random() < whims_chance * 4:
        await desk.look()
