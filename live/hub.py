"""The hub: one per event loop, reads the log and writes each audience's drawings to its sockets."""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import batched, count
from typing import Any

from django.conf import settings
from django.db import connections

from live import bell, log
from live.connection import FORBIDDEN, TRY_LATER, Socket, Turn
from live.drawing import Frame, Heard, draw_heard, what_is_heard
from live.handshake import people_behind, public_viewer

logger = logging.getLogger(__name__)

RIGHTS_SECONDS = 60
RESTART_SECONDS = 1
SLICE = 256

_hubs: dict[asyncio.AbstractEventLoop, "Hub"] = {}


def hub_here() -> "Hub":
    """The running event loop's hub; it lives from its first socket to its last."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub(loop)
    return _hubs[loop]


class Hub:
    """Everything runs on the loop, except what queries: that runs on the hub's own thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live hub")
        self._bell = asyncio.Event()
        self._is_rung = False
        self._waiting: list[Socket] = []  # handshakes to be looked at
        self._newcomers: set[Socket] = set()  # admitted, and not yet brought up to date
        self._residents: set[Socket] = set()  # all of these have seen the log up to _position
        self._rooms: dict[str, set[Socket]] = defaultdict(set)
        self._position: log.Position | None = None
        self._numbers = count(1)
        self._beat_at = self._rights_at = 0.0
        bell.listen(self.wake)
        self._task = loop.create_task(self._live())

    def admit(self, socket: Socket) -> None:
        """Have a new socket looked at, together with all that wait at that moment."""
        self._waiting.append(socket)
        self._bell.set()

    def leave(self, socket: Socket) -> None:
        self._newcomers.discard(socket)
        self._residents.discard(socket)
        for topic in _rooms_of(socket):
            if room := self._rooms.get(topic):
                room.discard(socket)
                if not room:
                    del self._rooms[topic]
        if not self._residents:
            self._bell.set()

    def wake(self) -> None:
        """Have the log read soon. From any thread."""
        if not self._is_rung:
            self._is_rung = True
            try:
                self._loop.call_soon_threadsafe(self._bell.set)
            except RuntimeError:  # the loop is closed: nobody is left to wake
                bell.stop_listening(self.wake)

    async def _live(self) -> None:
        try:
            while self._waiting or self._newcomers or self._residents:
                try:
                    await self._turn()
                except Exception:
                    logger.exception("The hub failed and starts again.")
                    await asyncio.sleep(RESTART_SECONDS)
                await self._wait()
        finally:
            bell.stop_listening(self.wake)
            _hubs.pop(self._loop, None)
            self._thread.shutdown(wait=False)

    async def _wait(self) -> None:
        until_beat = self._beat_at - time.monotonic()
        try:
            async with asyncio.timeout(min(settings.LIVE_POLL_SECONDS, max(0, until_beat))):
                await self._bell.wait()
        except TimeoutError:
            pass

    async def _turn(self) -> None:
        self._bell.clear()
        self._is_rung = False
        await self._look_at_handshakes()
        if time.monotonic() >= self._rights_at:
            await self._look_at_rights()
        newcomers = self._newcomers.copy()
        news = await self._ask(log.read, self._oldest_position(newcomers), list(self._rooms))
        turn = Turn(next(self._numbers), news.position)
        post: dict[Socket, dict[str, Frame]] = {}
        lost: set[Socket] = set()
        for rows, sockets in self._by_unseen(news, newcomers, lost):
            lost |= await self._draw(rows, sockets, post)
        await self._write(turn, post, lost, newcomers)
        self._position = news.position
        self._residents |= newcomers & self._newcomers
        self._newcomers -= newcomers
        if self._waiting:
            self._bell.set()

    def _oldest_position(self, newcomers: Iterable[Socket]) -> log.Position | None:
        positions = [socket.since for socket in newcomers if socket.since]
        if self._position and self._residents:
            positions.append(self._position)
        return min(positions, key=lambda position: position.order, default=None)

    def _by_unseen(
        self, news: log.News, newcomers: set[Socket], lost: set[Socket]
    ) -> list[tuple[tuple[log.Row, ...], set[Socket]]]:
        """Sockets by the rows they have not seen; those who cannot catch up are ``lost``."""
        groups: dict[tuple[log.Row, ...], set[Socket]] = defaultdict(set)
        if self._position and self._residents:
            if news.reach(self._position):
                groups[news.unseen_at(self._position)] |= self._residents
            else:
                lost |= self._residents
        for socket in newcomers:
            if socket.since and news.reach(socket.since):
                groups[news.unseen_at(socket.since)].add(socket)
            else:
                lost.add(socket)
        return [(rows, sockets) for rows, sockets in groups.items() if rows]

    async def _draw(
        self, rows: Iterable[log.Row], sockets: set[Socket], post: dict[Socket, dict[str, Frame]]
    ) -> set[Socket]:
        """Put into ``post`` what these sockets must see; answers those whose drawing failed."""
        for row in rows:
            if row.subject == "rights":
                for socket in self._hearers(row.topics, sockets):
                    self._dismiss(socket, FORBIDDEN)
        wanted: list[tuple[Heard, set[Socket]]] = []
        for heard in what_is_heard(rows):
            if hearers := self._hearers(heard.topics, sockets):
                wanted.append((heard, hearers))
        if not wanted:
            return set()
        viewers = [(heard, {socket.viewer for socket in hearers}) for heard, hearers in wanted]
        failed: set[Socket] = set()
        drawn = await self._ask(draw_heard, viewers)
        for (_, hearers), frames in zip(wanted, drawn, strict=True):
            if frames is None:
                failed |= hearers
                continue
            by_id = {viewer: {f.id: f for f in some} for viewer, some in frames.items() if some}
            for socket in hearers:
                if mine := by_id.get(socket.viewer):
                    post[socket] = {**post[socket], **mine} if socket in post else mine
        return failed

    def _hearers(self, topics: Iterable[str], sockets: set[Socket]) -> set[Socket]:
        return set().union(*(self._rooms[t] & sockets for t in topics if t in self._rooms))

    async def _write(
        self,
        turn: Turn,
        post: dict[Socket, dict[str, Frame]],
        lost: set[Socket],
        newcomers: set[Socket],
    ) -> None:
        """Write without awaiting any socket; other work of the loop gets in after each slice."""
        addressees = post.keys() | lost | newcomers
        if turn.clock >= self._beat_at:
            self._beat_at = turn.clock + settings.LIVE_BEAT_SECONDS
            addressees |= self._residents
        for some in batched(addressees, SLICE):
            for socket in some:
                if socket in lost:
                    socket.redraw(turn)
                else:
                    socket.carry(turn, post.get(socket, {}).values())
                if socket.is_closed or socket.is_stuck(turn.clock):
                    self._dismiss(socket, TRY_LATER)
            await asyncio.sleep(0)

    async def _look_at_handshakes(self) -> None:
        arriving = self._waiting[:SLICE]
        if arriving:
            people = await self._ask(people_behind, [s.session_key for s in arriving])
            del self._waiting[: len(arriving)]
            for socket in arriving:
                user_id, socket.viewer = people.get(socket.session_key, (None, public_viewer()))
                if user_id != socket.user_id:
                    socket.close(FORBIDDEN)
                elif not socket.is_closed:
                    self._newcomers.add(socket)
                    for topic in _rooms_of(socket):
                        self._rooms[topic].add(socket)

    async def _look_at_rights(self) -> None:
        """Close the sockets of people who signed out, or whose rights are not what they were."""
        self._rights_at = time.monotonic() + RIGHTS_SECONDS
        for some in batched([s for s in self._residents if s.user_id], 1000):
            people = await self._ask(people_behind, [socket.session_key for socket in some])
            for socket in some:
                if people.get(socket.session_key) != (socket.user_id, socket.viewer):
                    self._dismiss(socket, FORBIDDEN)

    def _dismiss(self, socket: Socket, code: int) -> None:
        socket.close(code)
        self.leave(socket)

    async def _ask(self, work: Callable[..., Any], *arguments: Any) -> Any:
        return await self._loop.run_in_executor(self._thread, _and_disconnect, work, *arguments)


def _rooms_of(socket: Socket) -> tuple[str, ...]:
    """The topics of its page; and everyone signed in hears of their own rights."""
    return (*socket.topics, f"rights:{socket.user_id}") if socket.user_id else socket.topics


def _and_disconnect(work: Callable[..., Any], *arguments: Any) -> Any:
    """Outside a request nothing gives the connection back to the pool but us."""
    try:
        return work(*arguments)
    finally:
        connections.close_all()
