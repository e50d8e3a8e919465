"""Bells between processes: one daemon thread per process, with an event loop of its own.

The only place that touches the channel layer. Started at the first use, hence after a fork.
"""

import asyncio
import logging
import os
import threading
import uuid
from collections.abc import Callable

from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)

GROUP = "live"
RETRY_SECONDS = 1.0
# A publication that takes longer than this is given up: Redis is away, and the poll will do.
PATIENCE_SECONDS = 2.0


class Relay:
    """Publishes this process's bells and hears those of the others."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._name = uuid.uuid4().hex
        self._loop = asyncio.new_event_loop()
        self._due = asyncio.Event()
        self._pending = False
        self._listening = False
        self._tasks: list[asyncio.Task[None]] = []
        threading.Thread(target=self._run, name="live relay", daemon=True).start()

    def publish(self) -> None:
        """Ring elsewhere, soon; many calls in a row are one bell. From any thread."""
        if not self._pending:
            self._pending = True
            self._loop.call_soon_threadsafe(self._due.set)

    def listen(self) -> None:
        """Hear the others from now on. From any thread."""
        if not self._listening:
            self._listening = True
            self._loop.call_soon_threadsafe(self._start, self._hear)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.call_soon(self._start, self._publish)
        self._loop.run_forever()

    def _start(self, work: Callable[[], object]) -> None:
        self._tasks.append(self._loop.create_task(self._again(work)))

    async def _again(self, work) -> None:  # type: ignore[no-untyped-def]
        """Whatever happens to Redis, go on when it is back."""
        while True:
            try:
                await work()
            except Exception as error:
                logger.warning("Bells between processes fail (%s); polling goes on.", error)
                await asyncio.sleep(RETRY_SECONDS)

    async def _publish(self) -> None:
        layer = get_channel_layer()
        await self._due.wait()
        self._due.clear()
        self._pending = False
        async with asyncio.timeout(PATIENCE_SECONDS):
            await layer.group_send(GROUP, {"type": "bell", "from": self._name})

    async def _hear(self) -> None:
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add(GROUP, channel)
        while True:
            message = await layer.receive(channel)
            if message["from"] != self._name:
                self._wake()


_one: Relay | None = None
_lock = threading.Lock()


def of_this_process(wake: Callable[[], None]) -> Relay:
    """The process's relay, started if there is none yet."""
    global _one
    with _lock:
        if _one is None:
            _one = Relay(wake)
        return _one


def _forget_after_fork() -> None:
    global _one, _lock
    _one, _lock = None, threading.Lock()


os.register_at_fork(after_in_child=_forget_after_fork)
