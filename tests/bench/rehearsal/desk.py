"""A live page as static/live.js keeps it: drawings replaced by id and version, the rest behind the pill."""

import asyncio
import json
import time
from contextlib import suppress
from datetime import datetime
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from tests.bench.rehearsal.browser import Browser
from tests.bench.rehearsal.page import Element, Page, element_of
from tests.bench.rehearsal.play import Arrival

FORBIDDEN = 4403
FULL = {6, 20, 50, 100}  # a list that long shows only its first rows


def seconds_of(position: str) -> float:
    """The server's time in a position's token (live/log.py)."""
    return float(position.partition("@")[2].partition(":")[0])


class Desk:
    """One open live page of one person."""

    def __init__(self, browser: Browser, path: str) -> None:
        self.browser, self.path, self.play = browser, path, browser.play
        self.whims = self.play.random(path, browser.person)
        self.shown: dict[str, Element] = {}
        self.pill: dict[str, Element] = {}
        self.lists: set[str] = set()
        self.arrivals: list[Arrival] = []
        self.online: list[list[float]] = []  # from when to when the socket was open
        self.changed = asyncio.Event()
        self.key = ""
        self.since = 0.0  # the server's time of the page that is shown
        self._token = self._since = ""
        self._told: dict[str, float] = {}  # element → the server's time of its last frame
        self._socket: ClientConnection | None = None
        self._listening: asyncio.Task[None] | None = None

    async def open(self) -> "Desk":
        async with self.play.arriving:
            await self.look()
        self._listening = asyncio.create_task(self._listen())
        self.play.desks.append(self)
        return self

    async def close(self) -> None:
        if self._listening:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening

    async def look(self) -> Page:
        """Get the page anew (opening it, the pill, « redraw »).

        A public page may be a second old, and frames arrive while it is asked for: what was told since the
        page's own position is newer than the page, and stays.
        """
        page = await self.browser.get(self.path)
        if page.status != 200 or not page.live:
            self.play.problem(f"{self.path} answered {page.status} instead of a live page")
        else:
            self.show(page)
        return page

    def show(self, page: Page) -> None:
        """Show this page from now on."""
        assert page.live
        self.lists = {region.list for region in page.regions if region.list}
        fresh, position = dict(page.elements), seconds_of(page.live[1])
        newer = {pk for pk, at in self._told.items() if at >= position}
        fresh |= {pk: one for pk, one in self.shown.items() if pk in newer}
        late = {pk: one for pk, one in self.pill.items() if pk in newer and pk not in fresh}
        self.shown, self.pill = fresh, late
        form = page.form("desk")
        self.key = form["key"][0] if form and "key" in form else ""
        if not self._since:
            self._token, self._since = page.live
        self.since = position

    async def wait(self, seconds: float) -> None:
        """Until something arrives."""
        self.changed.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self.changed.wait(), seconds)

    def rows(self, name: str) -> list[tuple[int, Element]]:
        """What lies in this list as far as this desk knows, the pill's too, oldest first."""
        known = {**self.pill, **self.shown}
        return sorted((int(pk.rpartition("-")[2]), one) for pk, one in known.items() if one.list == name)

    def cut(self) -> None:
        """The connection breaks, without a word."""
        if self._socket:
            self.play.races["a desk's socket cut"] += 1
            self._socket.transport.abort()

    def was_online(self, since: float, until: float) -> bool:
        return any(start <= since and until <= end for start, end in self.online)

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
            except (OSError, WebSocketException, TimeoutError) as error:
                self._socket = None
                if not isinstance(error, ConnectionClosed):
                    self.play.races["a handshake that failed"] += 1
            await asyncio.sleep(self.whims.uniform(0, 0.5))
            if self.whims.random() < 0.5:
                self.browser.move()

    async def _listen_once(self) -> None:
        server = self.browser.server
        query = urlencode({"t": self._token, "since": self._since})
        async with connect(
            f"{server.replace('http', 'ws', 1)}/live/?{query}",
            origin=server,  # type: ignore[arg-type]
            additional_headers={"Cookie": self.browser.cookies},
            compression=None,
            proxy=None,
            open_timeout=30,
            ping_interval=None,
            max_size=None,
        ) as self._socket:
            self.online.append([time.time(), float("inf")])
            try:
                async for text in self._socket:
                    message = json.loads(text)
                    await self._socket.send(json.dumps({"ack": message["n"]}))
                    await self._take(message)
            finally:
                self.online[-1][1] = time.time()
            if self._socket.close_code == FORBIDDEN:
                self.play.problem(f"{self.path}: the socket was closed as forbidden")
                self._since = ""
                await self.look()

    async def _take(self, message: dict) -> None:
        now = time.time()
        at = datetime.fromisoformat(message["at"]).timestamp()
        for frame in message["frames"]:
            self._told[frame["id"]] = at
            self._put(frame, now)
        self._since = message["since"]
        if message["frames"]:
            self.changed.set()
        if message.get("redraw"):
            self.play.races["told to redraw"] += 1
            await self.look()

    def _put(self, frame: dict, now: float) -> None:
        pk = frame["id"]
        if frame["mode"] == "gone":
            self.shown.pop(pk, None)
            self.pill.pop(pk, None)
            return
        drawn = element_of(frame["html"])
        self.arrivals.append(Arrival(pk, frame["version"], now))
        for shelf in (self.shown, self.pill):
            if pk in shelf:
                if frame["version"] >= shelf[pk].version:
                    shelf[pk] = drawn
                return
        if drawn.list in self.lists:
            self.pill[pk] = drawn

    async def differences(self) -> list[str]:
        """What a page got this instant shows otherwise than this desk, byte for byte."""
        self.browser.move()
        page = await self.browser.get(self.path)
        found = []
        for pk, fresh in page.elements.items():
            mine = self.shown.get(pk) or self.pill.get(pk)
            if mine is None:
                found.append(f"{pk} is missing")
            elif mine.html != fresh.html:
                found.append(f"{pk} differs (version {mine.version}, the page's {fresh.version})")
        if len(page.rows) not in FULL:
            for pk, mine in {**self.pill, **self.shown}.items():
                if mine.list in self.lists and pk not in page.elements:
                    found.append(f"{pk} is there, and not on the page")
        return found
