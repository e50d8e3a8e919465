"""What bin/* and manage.py db ask of the embedded PostgreSQL; works before Django does.

python -m project.database start | stop | status
python -m project.database run COMMAND …     a fresh, fast, throwaway server around one command
python -m project.database keep COMMAND …    a durable server (VOX_PG names it) around one command
python -m project.database hold              wait to be told to end, then stop the server (see manage.py dev)
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from project.embedded import Unusable, data_folder, running, start, stop, var_folder


def main(arguments: list[str]) -> int:
    """Do what is asked; what goes wrong is one line and exit 1."""
    try:
        match arguments:
            case ["start"]:
                print("PostgreSQL started." if start() else "PostgreSQL was running already.")
            case ["stop"]:
                print("PostgreSQL stopped." if stop() else "PostgreSQL was not running.")
            case ["status"]:
                print(f"PostgreSQL {'runs' if running() else 'does not run'}: {data_folder()}")
                return 0 if running() else 3
            case ["hold"]:
                hold()
            case ["run" | "keep" as how, *command] if command:
                return run(command, throwaway=how == "run")
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except Unusable as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def run(command: list[str], *, throwaway: bool = True) -> int:
    """Run a command beside a server of its own, and stop the server whatever happens."""
    if os.environ.get("DATABASE_URL"):
        return subprocess.run(command, check=False).returncode
    with _free_folder("pg-test" if throwaway else os.environ.get("VOX_PG", "pg")):
        try:
            if throwaway:
                stop()
                shutil.rmtree(data_folder(), ignore_errors=True)
            start(durable=not throwaway)
            # Ctrl-C reaches the command by itself (same terminal); we must outlive it to tidy up.
            signal.signal(signal.SIGINT, lambda *_: None)
            process = subprocess.Popen(command)
            signal.signal(signal.SIGTERM, lambda *_: process.terminate())
            return process.wait()
        finally:
            stop()


def hold() -> None:
    """Wait to be told to end, then stop the server."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    stop()


@contextmanager
def _free_folder(name: str) -> Iterator[None]:
    """Point VOX_PG to the first of name, name-2, … that is free: two runs never share a server."""
    var_folder().mkdir(parents=True, exist_ok=True)
    for candidate in [name, *(f"{name}-{n}" for n in range(2, 10))]:
        with (var_folder() / f"{candidate}.run").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            os.environ["VOX_PG"] = candidate
            yield
            return
    raise Unusable(f"Nine runs are going on already in {var_folder()}.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
