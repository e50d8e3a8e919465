"""The hub: one per event loop, reads the log and writes each audience's drawings to its sockets."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import batched, count
from typing import Any

from django.conf import settings
from django.db import connections

from live import bell, log
from live.connection import FORBIDDEN, TRY_LATER, Socket, Turn
from live.drawing import Frame, draw_heard, what_is_heard
from live.handshake import people_behind, public_viewer
from live.rooms import Rooms

logger = logging.getLogger(__name__)

RESTART_SECONDS = 1
SLICE = 256
Post = dict[Socket, dict[str, Frame]]  # what each socket is sent, by element

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
        self._rooms = Rooms()
        self._numbers = count(1)
        self._beat_at = self._rights_at = 0.0
        bell.listen(self.wake)
        self._task = loop.create_task(self._live())

    def admit(self, socket: Socket) -> None:
        """Have a new socket looked at, together with all that wait at that moment."""
        self._waiting.append(socket)
        self._bell.set()

    def leave(self, socket: Socket) -> None:
        self._rooms.leave(socket)
        if not self._rooms.residents:
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
            while self._waiting or self._rooms.newcomers or self._rooms.residents:
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
        """Read the log once, and bring everybody to the position that it was read at."""
        self._bell.clear()
        self._is_rung = False
        await self._look_at_handshakes()
        if time.monotonic() >= self._rights_at:
            await self._look_at_rights()
        newcomers = self._rooms.newcomers.copy()
        since = self._rooms.oldest_position(newcomers)
        news = await self._ask(log.read, since, self._rooms.topics)
        turn = Turn(next(self._numbers), news.position)
        missed, lost = self._rooms.who_missed_what(news, newcomers)
        post: Post = {}
        for rows, sockets in missed:
            self._dismiss_changed_rights(rows, sockets)
            lost |= await self._draw(rows, sockets, post)
        await self._write(turn, post, lost, post.keys() | lost | newcomers)
        self._rooms.settle(newcomers, news.position)
        if self._waiting:
            self._bell.set()

    async def _draw(self, rows: Iterable[log.Row], sockets: set[Socket], post: Post) -> set[Socket]:
        """Put into ``post`` what these sockets must see; answers those whose drawing failed."""
        wanted = [
            (heard, hearers)
            for heard in what_is_heard(rows)
            if (hearers := self._rooms.hearers(heard.topics, sockets))
        ]
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

    async def _write(self, turn: Turn, post: Post, lost: set[Socket], addressees: set[Socket]) -> None:
        """Write without awaiting any socket; other work of the loop gets in after each slice."""
        if turn.clock >= self._beat_at:
            addressees |= self._silent(turn.clock)
        for some in batched(addressees, SLICE):
            for socket in some:
                if socket in lost:
                    socket.redraw(turn)
                else:
                    socket.carry(turn, post.get(socket, {}).values())
                if socket.is_closed or socket.is_stuck(turn.clock):
                    self._dismiss(socket, TRY_LATER)
            await asyncio.sleep(0)

    def _silent(self, clock: float) -> set[Socket]:
        """Whoever was written nothing for (nearly) a beat must hear that the log was read."""
        beat = settings.LIVE_BEAT_SECONDS
        silent = {socket for socket in self._rooms.residents if clock - socket.written_at > 0.8 * beat}
        others = self._rooms.residents - silent
        self._beat_at = beat + min((socket.written_at for socket in others), default=clock)
        return silent

    async def _look_at_handshakes(self) -> None:
        arriving = self._waiting[:SLICE]
        if arriving:
            people = await self._ask(people_behind, [socket.session_key for socket in arriving])
            del self._waiting[: len(arriving)]
            for socket in arriving:
                user_id, socket.viewer = people.get(socket.session_key, (None, public_viewer()))
                if user_id != socket.user_id:
                    socket.close(FORBIDDEN)
                elif not socket.is_closed:
                    self._rooms.admit(socket)

    async def _look_at_rights(self) -> None:
        """Close the sockets of people who signed out, or whose rights are not what they were."""
        self._rights_at = time.monotonic() + settings.LIVE_RIGHTS_SECONDS
        for some in batched([s for s in self._rooms.residents if s.user_id], SLICE):
            people = await self._ask(people_behind, [socket.session_key for socket in some])
            for socket in some:
                if people.get(socket.session_key) != (socket.user_id, socket.viewer):
                    self._dismiss(socket, FORBIDDEN)

    def _dismiss_changed_rights(self, rows: Iterable[log.Row], sockets: set[Socket]) -> None:
        for row in rows:
            if row.subject == "rights":
                for socket in self._rooms.hearers(row.topics, sockets):
                    self._dismiss(socket, FORBIDDEN)

    def _dismiss(self, socket: Socket, code: int) -> None:
        socket.close(code)
        self._rooms.leave(socket)

    async def _ask(self, work: Callable[..., Any], *arguments: Any) -> Any:
        return await self._loop.run_in_executor(self._thread, _and_disconnect, work, *arguments)


def _and_disconnect(work: Callable[..., Any], *arguments: Any) -> Any:
    """Outside a request nothing gives the connection back to the pool but us."""
    try:
        return work(*arguments)
    finally:
        connections.close_all()
