"""Readers who ask for two pages by turns, in a process of their own: python -m tests.bench.pages.load.

Reads {port, pages, turns, seconds} as JSON from its standard input, a page being a path and headers; prints for
each page the answers per second and their statuses, and how busy these readers were (near 1, they are what is
measured). Turns are short and alternate, so that whatever else the machine does weighs on both alike. One loop over
plain sockets, because the server must be the slower of the two.
"""

import json
import selectors
import socket
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

CONNECTIONS = 8
END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True)
class Page:
    """What is asked for."""

    path: str
    headers: dict[str, str] = field(default_factory=dict)

    def request(self, port: int) -> bytes:
        head = [f"GET {self.path} HTTP/1.1", f"Host: localhost:{port}"]
        return ("\r\n".join([*head, *(f"{k}: {v}" for k, v in self.headers.items())]) + "\r\n\r\n").encode()


@dataclass(frozen=True)
class Answers:
    """What one load came to, page by page."""

    per_second: list[float]
    statuses: list[dict[str, int]]
    busy: float


def load(port: int, pages: list[Page], *, turns: int, seconds: float) -> Answers:
    """Ask from a subprocess, so many turns of so many seconds for each page."""
    asked = {"port": port, "pages": [page.__dict__ for page in pages], "turns": turns, "seconds": seconds}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.pages.load"],
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=120 + 2 * len(pages) * turns * seconds,
    )
    return Answers(**json.loads(done.stdout))


class Reader:
    """One kept-alive connection with at most one request under way."""

    def __init__(self, port: int) -> None:
        self.wire = socket.create_connection(("127.0.0.1", port))
        self.wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = bytearray()

    def ask(self, request: bytes) -> None:
        self.received.clear()
        self.wire.sendall(request)

    def status(self) -> str | None:
        """The answer's status once it is complete."""
        part = self.wire.recv(262_144)
        if not part:
            raise ConnectionError(f"closed in the middle of {bytes(self.received[:200])!r}")
        self.received += part
        end = self.received.find(END_OF_HEAD)
        if end < 0 or len(self.received) < end + len(END_OF_HEAD) + _length(bytes(self.received[:end])):
            return None
        return self.received[9:12].decode()


def _length(head: bytes) -> int:
    _, _, after = head.lower().partition(b"\r\ncontent-length:")
    return int(after.partition(b"\r\n")[0] or 0)


def read(port: int, pages: list[Page], turns: int, seconds: float) -> Answers:
    """Ask on all connections for each page in turn."""
    statuses: list[Counter[str]] = [Counter() for _ in pages]
    lasted = [0.0 for _ in pages]
    requests = [page.request(port) for page in pages]
    readers = [Reader(port) for _ in range(CONNECTIONS)]
    with selectors.DefaultSelector() as waiting:
        for reader in readers:
            waiting.register(reader.wire, selectors.EVENT_READ, reader)
        began, worked = time.perf_counter(), time.process_time()
        for _ in range(turns):
            for n, request in enumerate(requests):
                lasted[n] += _turn(waiting, readers, request, statuses[n], seconds)
        busy = (time.process_time() - worked) / (time.perf_counter() - began)
    for reader in readers:
        reader.wire.close()
    per_second = [some.total() / time for some, time in zip(statuses, lasted, strict=True)]
    return Answers(per_second, [dict(some) for some in statuses], busy)


def _turn(
    waiting: selectors.BaseSelector,
    readers: list[Reader],
    request: bytes,
    statuses: Counter[str],
    seconds: float,
) -> float:
    """Ask until the time is over, then wait for what is under way; answers how long that took."""
    began = time.perf_counter()
    for reader in readers:
        reader.ask(request)
    under_way = len(readers)
    while under_way:
        for key, _ in waiting.select(1):
            if status := key.data.status():
                statuses[status] += 1
                if time.perf_counter() - began < seconds:
                    key.data.ask(request)
                else:
                    under_way -= 1
    return time.perf_counter() - began


if __name__ == "__main__":
    asked: dict[str, Any] = json.load(sys.stdin)
    asked["pages"] = [Page(**page) for page in asked["pages"]]
    json.dump(read(**asked).__dict__, sys.stdout)
