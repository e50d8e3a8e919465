"""The embedded PostgreSQL, each time a real one in a folder of its own."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from project import embedded
from tests.waiting import wait_for


@pytest.fixture
def var(takes_long, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("VOX_VAR", str(tmp_path))
    monkeypatch.delenv("VOX_PG", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    yield tmp_path
    if embedded.running():
        embedded.stop()


def connect() -> psycopg.Connection:
    settings = embedded.connection_settings()
    return psycopg.connect(
        host=settings["HOST"], user=settings["USER"], dbname=settings["NAME"], autocommit=True
    )


def value(setting: str) -> str:
    with connect() as connection:
        row = connection.execute("SELECT current_setting(%s)", [setting]).fetchone()
    assert row
    return row[0]


def postmaster() -> int:
    return int((embedded.data_folder() / "postmaster.pid").read_text().split("\n")[0])


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "project.database", *arguments],
        capture_output=True, text=True, timeout=60, check=False, cwd=embedded.ROOT,
    )  # fmt: skip


def test_the_settings_name_a_socket_without_starting_anything(var: Path) -> None:
    settings = embedded.connection_settings()

    assert len(f"{settings['HOST']}/.s.PGSQL.{settings['PORT']}") < 107
    assert not embedded.running()
    assert not list(var.iterdir())


def test_it_starts_keeps_what_is_written_and_stops(var: Path) -> None:
    assert embedded.start()
    with connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1")
    assert embedded.stop()
    assert not embedded.running()

    assert embedded.start()
    with connect() as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1,)


def test_it_is_private_durable_and_unaware_of_the_machines_language(var: Path) -> None:
    embedded.start()

    assert stat.S_IMODE(embedded.socket_folder().stat().st_mode) == 0o700
    assert value("listen_addresses") == ""
    assert value("fsync") == "on"
    assert value("max_connections") == "200"
    assert value("idle_in_transaction_session_timeout") == "1min"
    with connect() as connection:
        row = connection.execute(
            "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding) FROM pg_database"
            " WHERE datname = current_database()"
        ).fetchone()
    assert row == ("b", "C.UTF-8", "UTF8")


def test_a_second_start_changes_nothing(var: Path) -> None:
    embedded.start()
    first = postmaster()

    assert not embedded.start()
    assert postmaster() == first


def test_it_starts_again_after_a_kill_even_with_a_session_still_busy(var: Path) -> None:
    embedded.start()
    busy = connect()
    session = busy.info.backend_pid  # asleep in the server: it does not notice that its parent died
    busy.pgconn.send_query(b"SELECT pg_sleep(60)")
    os.kill(postmaster(), signal.SIGKILL)

    assert embedded.start()

    assert value("max_connections") == "200"
    wait_for(lambda: not psutil.pid_exists(session))
    busy.close()


def test_a_pid_file_naming_a_stranger_does_not_stop_it(var: Path) -> None:
    embedded.start()
    pid_file = embedded.data_folder() / "postmaster.pid"
    left = pid_file.read_text().split("\n", 1)[1]
    os.kill(postmaster(), signal.SIGKILL)
    wait_for(lambda: not embedded.running())
    pid_file.write_text(f"{os.getpid()}\n{left}")

    assert embedded.start()


def test_a_folder_that_holds_something_else_is_left_alone(var: Path) -> None:
    (var / "pg").mkdir()
    (var / "pg" / "thesis.odt").write_text("ten years of work")

    done = command("start")

    assert done.returncode == 1
    assert "is not a PostgreSQL data folder" in done.stderr
    assert done.stderr.count("\n") == 1
    assert [path.name for path in (var / "pg").iterdir()] == ["thesis.odt"]


def test_data_of_another_version_is_refused_in_one_line(var: Path) -> None:
    (var / "pg").mkdir()
    (var / "pg" / "PG_VERSION").write_text("9\n")

    done = command("start")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "was written by PostgreSQL 9" in done.stderr


def test_a_place_that_cannot_be_written_is_refused_in_one_line(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (var / "file").touch()
    monkeypatch.setenv("VOX_VAR", str(var / "file" / "below"))

    done = command("start")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("Cannot write in ")


def test_run_gives_a_command_a_server_of_its_own_and_its_exit_code(var: Path) -> None:
    asked = "from tests.project.test_embedded import postmaster, value; "
    asked += "print(value('fsync'), postmaster()); raise SystemExit(7)"

    done = command("run", sys.executable, "-c", asked)

    fsync, pid = done.stdout.split()
    assert (done.returncode, fsync) == (7, "off")
    wait_for(lambda: not psutil.pid_exists(int(pid)))


def test_two_runs_at_once_do_not_share_a_server(var: Path) -> None:
    inside = [sys.executable, "-m", "project.database", "run", "printenv", "VOX_PG"]

    done = command("run", *inside[:4], "sh", "-c", "printenv VOX_PG")

    assert done.stdout.split() == ["pg-test-2"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_root_without_user_namespaces_runs_it_as_nobody(var: Path, tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("setpriv", "sh"):
        (programs / name).symlink_to(f"/usr/bin/{name}")
    environment = os.environ | {"PATH": str(programs)}
    asked = "from tests.project.test_embedded import *; embedded.start(); "
    asked += "print(value('port'), psutil.Process(postmaster()).uids().real, embedded.data_folder().parent); "
    asked += "embedded.stop()"

    done = subprocess.run(
        [sys.executable, "-c", asked], env=environment, cwd=embedded.ROOT, timeout=60, check=False,
        capture_output=True, text=True,
    )  # fmt: skip

    port, user, home = done.stdout.split()
    assert (port, user) == ("5432", "65534"), done.stderr
    shutil.rmtree(home)  # outside the test's folder, where nobody may go
