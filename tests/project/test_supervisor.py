"""The supervisor of bin/dev leaves nobody behind."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from project.embedded import ROOT
from tests.waiting import wait_for

# Two children, one of which has a child that ignores polite requests; reports their pids in a file.
SUPERVISED = """
import sys
from pathlib import Path
from project.supervisor import Process, Supervisor

folder, watched = Path(sys.argv[1]), Path(sys.argv[2])
supervisor = Supervisor(folder)
sleeper = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_DFL); time.sleep(600)"
supervisor.start(Process("one", [sys.executable, "-c", sleeper]))
supervisor.start(Process("two", [sys.executable, "-c", sleeper]))
(folder / "ready").touch()
supervisor.keep_alive(lambda: iter([watched]))
supervisor.end_all()
"""


class Run:
    """A supervisor in a process of its own, and what it started."""

    def __init__(self, folder: Path) -> None:
        self.watched = folder / "code.py"
        self.watched.touch()
        self.ready = folder / "ready"
        self.ready.unlink(missing_ok=True)
        arguments = [sys.executable, "-c", SUPERVISED, str(folder), str(self.watched)]
        self.process = subprocess.Popen(arguments, cwd=ROOT)

    def children(self) -> list[psutil.Process]:
        wait_for(self.ready.exists)
        return psutil.Process(self.process.pid).children(recursive=True)


@pytest.fixture
def run(takes_long, tmp_path: Path) -> Iterator[Run]:
    run = Run(tmp_path)
    yield run
    run.process.kill()
    run.process.wait()


def gone(processes: list[psutil.Process]) -> bool:
    return not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_told_to_stop_it_ends_its_children(run: Run, number: signal.Signals) -> None:
    children = run.children()
    assert len(children) == 2

    run.process.send_signal(number)

    assert run.process.wait(20) == 0
    assert gone(children)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next start tidies up")
def test_killed_it_takes_its_children_along(run: Run) -> None:
    children = run.children()

    run.process.kill()

    wait_for(lambda: gone(children))


def test_the_next_start_ends_what_was_left(tmp_path: Path) -> None:
    pid = subprocess.check_output(["sh", "-c", "sleep 600 >/dev/null & echo $!"])
    left, stranger = psutil.Process(int(pid)), psutil.Process()
    record = [[left.pid, left.create_time()], [stranger.pid, stranger.create_time() - 1]]
    (tmp_path / "dev.json").write_text(json.dumps(record))

    run = Run(tmp_path)
    run.children()

    assert gone([left])
    run.process.terminate()
    run.process.wait()


def test_a_child_that_falls_is_started_again(run: Run) -> None:
    fallen, other = run.children()

    fallen.kill()

    wait_for(lambda: len({other} & set(run.children())) == 1 and len(run.children()) == 2)


def test_a_change_of_the_code_restarts_the_children(run: Run) -> None:
    before = run.children()

    def changed() -> bool:
        # Touched again and again: the first touch may come before the first look.
        os.utime(run.watched)
        return gone(before) and len(run.children()) == 2

    wait_for(changed, 20)


def test_a_second_one_in_the_same_folder_is_refused(run: Run, tmp_path: Path) -> None:
    run.children()

    done = dev(tmp_path)

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "runs already" in done.stderr


def dev(var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"VOX_VAR": str(var), "VOX_DEMO": "1"}
    return subprocess.run(
        [sys.executable, "manage.py", "dev", *arguments],
        env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        done = dev(tmp_path, "--port", port)

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert f"Port {port} cannot be used" in done.stderr


def test_an_unusable_folder_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    done = dev(tmp_path / "file")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "Cannot write in" in done.stderr


def test_a_database_that_does_not_answer_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody@%2Fnowhere/nothing")

    done = dev(tmp_path, "--port", "1025")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "does not answer" in done.stderr
