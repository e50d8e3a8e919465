"""A thousand sockets in one event loop: enough of a WebSocket client to listen, acknowledge and count."""

import asyncio
import base64
import os
import re
import struct
import time
from collections.abc import Iterable
from statistics import median, quantiles

DELIVERY_BYTES = 1_000  # anything shorter is a heartbeat
ACK_SECONDS = 10  # as static/live.js
NUMBER = re.compile(rb'\{"n":(\d+),')


class Listener(asyncio.Protocol):
    """One socket."""

    def __init__(self, crowd: "Crowd", path: str, cookie: str) -> None:
        self._crowd, self._path, self._cookie = crowd, path, cookie
        self._buffer = b""
        self._is_open = False
        self._acknowledged = time.monotonic()
        self.opened = asyncio.Event()
        self.greeted = asyncio.Event()  # by a first message
        self.is_leaving = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        host = f"localhost:{self._crowd.port}"
        lines = [
            f"GET {self._path} HTTP/1.1",
            f"Host: {host}",
            f"Origin: http://{host}",
            "Upgrade: websocket",
        ]
        lines += ["Connection: Upgrade", "Sec-WebSocket-Version: 13", f"Cookie: {self._cookie}"]
        lines += [f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}", "", ""]
        transport.write("\r\n".join(lines).encode())

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._is_open:
            head, end, self._buffer = self._buffer.partition(b"\r\n\r\n")
            if not end:
                self._buffer = head
                return
            assert b" 101 " in head, head
            self._is_open = True
            self.opened.set()
        while (frame := self._next_frame()) is not None:
            self._take(*frame)

    def connection_lost(self, error: Exception | None) -> None:
        self._crowd.lost += not self.is_leaving

    def say(self, text: bytes, opcode: int = 1) -> None:
        """Masked with zeros: the rule is kept and the bytes are the text's."""
        self.transport.write(bytes([0x80 | opcode, 0x80 | len(text)]) + b"\0\0\0\0" + text)

    def _next_frame(self) -> tuple[int, bytes] | None:
        if len(self._buffer) < 2:
            return None
        size, start = self._buffer[1] & 127, 2
        if size == 126:
            if len(self._buffer) < 4:
                return None
            (size,), start = struct.unpack("!H", self._buffer[2:4]), 4
        assert size < 127 or start == 4, "no message here is that long"
        if len(self._buffer) < start + size:
            return None
        frame = self._buffer[0] & 15, self._buffer[start : start + size]
        self._buffer = self._buffer[start + size :]
        return frame

    def _take(self, opcode: int, payload: bytes) -> None:
        now = time.monotonic()
        if opcode == 9:
            self.say(payload, 10)
        elif opcode == 1 and len(payload) >= DELIVERY_BYTES:
            self._crowd.take(now, len(payload))
        self.greeted.set()
        if opcode == 1 and now - self._acknowledged > ACK_SECONDS and (number := NUMBER.match(payload)):
            self._acknowledged = now
            self.say(b'{"ack": %s}' % number[1])


class Crowd:
    """The listeners of one server."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.lost = 0
        self.size = 0  # bytes of the last delivery
        self._listeners: list[Listener] = []
        self._arrivals: list[float] = []
        self._all_there = asyncio.Event()

    async def join(self, paths_and_cookies: Iterable[tuple[str, str]]) -> None:
        """Connect them all at once."""
        loop = asyncio.get_running_loop()

        async def connect(path: str, cookie: str) -> Listener:
            made = await loop.create_connection(lambda: Listener(self, path, cookie), "127.0.0.1", self.port)
            await made[1].opened.wait()
            return made[1]

        self._listeners += await asyncio.gather(*(connect(*one) for one in paths_and_cookies))

    async def greeted(self) -> None:
        """Until each has received something: what they had missed no longer mixes with what comes."""
        for listener in self._listeners:
            await listener.greeted.wait()

    async def leave(self) -> None:
        for listener in self._listeners:
            listener.is_leaving = True
            listener.transport.close()
        self._listeners = []

    async def publish(self, control: Listener) -> list[float]:
        """Have the server publish once; for each listener, after how many seconds it arrived."""
        self._arrivals, start = [], time.monotonic()
        self._all_there.clear()
        control.say(b"publish")
        async with asyncio.timeout(60):
            await self._all_there.wait()
        return [arrival - start for arrival in self._arrivals]

    async def control(self) -> Listener:
        """A socket that only tells the server to publish."""
        loop = asyncio.get_running_loop()
        _, listener = await loop.create_connection(
            lambda: Listener(self, "/control/", ""), "127.0.0.1", self.port
        )
        await listener.opened.wait()
        return listener

    def take(self, now: float, size: int) -> None:
        self.size = size
        self._arrivals.append(now)
        if len(self._arrivals) == len(self._listeners):
            self._all_there.set()


def percentiles(seconds: list[float]) -> tuple[float, float]:
    """Median and 99th percentile, in milliseconds."""
    return median(seconds) * 1000, quantiles(seconds, n=100)[98] * 1000
