"""One parent for the processes of bin/dev: starts them, restarts what falls or changes, leaves none behind.

Linux ends the children with us even after a kill -9 (parent-death signal). Elsewhere, and for whatever
escapes, a record of pids and birth times lets the next start end what is left.
"""

import ctypes
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

import psutil

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded here: a forked child must not
TICK = 0.5


class AlreadyRunning(Exception):
    """Another supervisor holds this folder."""


@dataclass
class Process:
    """A command to keep alive, and what to send it when the supervisor dies without a word."""

    name: str
    command: list[str]
    on_our_death: signal.Signals = signal.SIGKILL
    running: subprocess.Popen[bytes] | None = None
    pause: float = 1.0
    not_before: float = 0.0

    def launch(self) -> None:
        self.running = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            process_group=0,  # Ctrl-C reaches us alone, and we end the children in order
            # Safe because this process has one thread only.
            preexec_fn=_bound_to(os.getpid(), self.on_our_death),
        )

    def alive(self) -> bool:
        return self.running is not None and self.running.poll() is None

    def end(self, seconds: float = 10) -> None:
        if self.running and self.alive():
            self.running.terminate()
            try:
                self.running.wait(seconds)
            except subprocess.TimeoutExpired:
                self.running.kill()
                self.running.wait()

    def revive(self) -> None:
        """Start again what fell, each time a little later, at most every half minute."""
        if self.alive() or not self.running:
            return
        if not self.not_before:
            self.not_before = time.monotonic() + self.pause
            self.pause = min(self.pause * 2, 30)
            print(
                f"{self.name} stopped (exit {self.running.returncode}); starting it again soon.",
                flush=True,
            )
        elif time.monotonic() >= self.not_before:
            self.not_before = 0.0
            self.launch()


class Supervisor:
    """Holds a folder (one supervisor per folder) and the processes started in it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.record = folder / "dev.json"
        self.lock = self._hold(folder / "dev.lock")
        self.processes: list[Process] = []
        self.stopping = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        self._end_what_was_left()

    def start(self, process: Process) -> None:
        process.launch()
        self.processes.append(process)
        self._write_record()

    def step(self, command: list[str]) -> bool:
        """Run a command to its end; False if it failed or we were told to stop meanwhile."""
        process = Process("step", command)
        process.launch()
        assert process.running
        while not self.stopping:
            try:
                return process.running.wait(TICK) == 0
            except subprocess.TimeoutExpired:
                continue
        process.end()
        return False

    def keep_alive(self, watched: Callable[[], Iterator[Path]]) -> None:
        """Stay until told to stop; when one of the watched files changes, all restart that may."""
        seen = _state(watched())
        while not self.stopping:
            time.sleep(TICK)
            now = _state(watched())
            if now != seen:
                seen = now
                print("The code changed: restarting.", flush=True)
                self._restart()
            for process in self.processes:
                process.revive()
            self._write_record()

    def end_all(self) -> None:
        """End the processes, the last started first to go and the first started (the database) last."""
        for process in reversed(self.processes):
            process.end(seconds=40 if process is self.processes[0] else 10)
        self.record.unlink(missing_ok=True)

    def _restart(self) -> None:
        code = [process for process in self.processes if process.on_our_death == signal.SIGKILL]
        for process in code:
            process.end()
        for process in code:
            process.pause, process.not_before = 1.0, 0.0
            process.launch()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _hold(self, path: Path) -> IO[str]:
        lock = path.open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None
        return lock

    def _write_record(self) -> None:
        alive = [process.running for process in self.processes if process.running]
        born = [(each.pid, _birth(each.pid)) for each in alive]
        fresh = self.record.with_suffix(".new")
        fresh.write_text(json.dumps(born))
        fresh.rename(self.record)

    def _end_what_was_left(self) -> None:
        try:
            left = json.loads(self.record.read_text())
        except (OSError, ValueError):
            return
        # A pid alone may belong to a stranger by now; pid and time of birth together do not.
        ours = [psutil.Process(pid) for pid, birth in left if birth and _birth(pid) == birth]
        for process in ours:
            process.kill()
        psutil.wait_procs(ours, timeout=10)


def _birth(pid: int) -> float | None:
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:
        return None


def _bound_to(parent: int, number: signal.Signals) -> Callable[[], None]:
    def in_child() -> None:
        # Blocked until the child is ready to answer it: a signal in its first instant must not be lost.
        if number != signal.SIGKILL:
            signal.pthread_sigmask(signal.SIG_BLOCK, {number})
        if LIBC:
            LIBC.prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os._exit(1)

    return in_child


def _state(paths: Iterator[Path]) -> dict[Path, int]:
    state = {}
    for path in paths:
        try:
            state[path] = path.stat().st_mtime_ns
        except OSError:  # removed while we looked
            continue
    return state
