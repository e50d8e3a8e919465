"""Real servers for tests: subprocesses on the tests' database, gone before it is flushed."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote, urlencode

from django.db import connection

from tests.waiting import wait_for

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Server:
    """A running server, and what it said on its standard error."""

    port: int
    process: subprocess.Popen[bytes]
    output: IO[bytes]

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://localhost:{self.port}/live/"

    def said(self) -> str:
        self.output.seek(0)
        return self.output.read().decode()


@contextmanager
def daphne(
    application: str = "project.asgi:application", port: int = 0, **environment: str
) -> Iterator[Server]:
    """Daphne, on a free port unless one is given, with more environment: ``LIVE_POLL_SECONDS="0.2"``…"""
    port = port or free_port()
    endpoint = f"tcp:{port}:interface=127.0.0.1:backlog=4096"
    command = ["daphne", "-v", "0", "-e", endpoint, "--websocket_connect_timeout", "30", application]
    with running([sys.executable, "-m", *command], port, environment) as server:
        yield server


@contextmanager
def running(command: list[str], port: int, environment: Mapping[str, str]) -> Iterator[Server]:
    """Any server that will listen on ``port``; killed when the block ends."""
    env = (
        os.environ
        | {"DATABASE_URL": database_url(), "VOX_DEMO": "1", "UNDO_SECONDS": "0", "CALIBRATION_SHARE": "0"}
        | environment
    )
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, stderr=output)
        server = Server(port, process, output)
        try:
            wait_for(lambda: _listens(server), 30)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def database_url() -> str:
    """The database of this process's connection: during a test, the tests' own."""
    settings = connection.settings_dict
    where = {"host": settings["HOST"], "port": settings["PORT"]} | {
        key: value for key, value in settings["OPTIONS"].items() if key in {"host", "port"}
    }
    options = urlencode({key: value for key, value in where.items() if value}, quote_via=quote)
    user = quote(settings["USER"]) + (f":{quote(secret)}" if (secret := settings["PASSWORD"]) else "")
    return f"postgres://{user}@/{quote(settings['NAME'])}?{options}"


def _listens(server: Server) -> bool:
    assert server.process.poll() is None, server.said()
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", server.port)) == 0
