"""Readers who ask for one page again and again, in a process of their own: python -m tests.bench.load.

Reads {port, path, headers, connections, seconds} as JSON from its standard input; prints how many answers of each
status came, how long that took, and how busy these readers themselves were (near 1, they are what is measured).
One loop over plain sockets, because the server must be the slower of the two.
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

END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True)
class Answers:
    """What one load came to."""

    per_second: float
    busy: float
    statuses: dict[str, int]


def load(port: int, path: str, headers: dict[str, str], *, seconds: float, connections: int = 8) -> Answers:
    """Ask from a subprocess; any status but the one expected is the caller's to notice."""
    asked = {
        "port": port,
        "path": path,
        "headers": headers,
        "connections": connections,
        "seconds": seconds,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        timeout=60 + seconds,
    )
    return Answers(**json.loads(done.stdout))


@dataclass
class Reader:
    """One kept-alive connection with one request under way."""

    port: int
    request: bytes
    wire: socket.socket = field(init=False)
    received: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self.wire = socket.create_connection(("127.0.0.1", self.port))
        self.wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self) -> None:
        self.received.clear()
        self.wire.sendall(self.request)

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


def read(port: int, path: str, headers: dict[str, str], connections: int, seconds: float) -> Answers:
    """Ask on all connections until the time is over; a server just started is waited for."""
    lines = [f"GET {path} HTTP/1.1", f"Host: localhost:{port}", *(f"{k}: {v}" for k, v in headers.items())]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    statuses: Counter[str] = Counter()
    with selectors.DefaultSelector() as waiting:
        for _ in range(connections):
            reader = Reader(port, request)
            waiting.register(reader.wire, selectors.EVENT_READ, reader)
            reader.ask()
        began, worked = time.perf_counter(), time.process_time()
        while time.perf_counter() - began < seconds or not statuses:
            for key, _ in waiting.select(1):
                if status := key.data.status():
                    statuses[status] += 1
                    key.data.ask()
        lasted, worked = time.perf_counter() - began, time.process_time() - worked
        for key in list(waiting.get_map().values()):
            key.data.wire.close()
    return Answers(statuses.total() / lasted, worked / lasted, dict(statuses))


if __name__ == "__main__":
    asked: dict[str, Any] = json.load(sys.stdin)
    json.dump(read(**asked).__dict__, sys.stdout)
