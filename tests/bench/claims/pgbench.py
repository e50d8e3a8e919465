"""pgbench, the C client that comes with PostgreSQL."""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from project.embedded_programs import wheel_programs
from tests.bench.claims.made import CLIENTS, claims_made

# What is claimed is decided on soon after: hands get free, and the queue moves on. The story is locked before its
# claim, as by every action.
DECIDE = r"""
WITH decided AS (
    UPDATE stories_story SET state = 'rejected' WHERE id IN (SELECT item_id FROM workflow_claim) RETURNING id
)
DELETE FROM workflow_claim USING decided WHERE item_id = decided.id;
\sleep 20 ms
"""


def run(script: str, seconds: int) -> float:
    """Claims per second of all clients together, each statement sent as Django sends it (whole, by itself)."""
    with _file(script) as path:
        done = subprocess.run(
            [*_command(path, CLIENTS, seconds), "--jobs=2"], capture_output=True, text=True, check=True
        )
    said = re.search(r"actually processed: (\d+).*tps = ([\d.]+)", done.stdout, re.DOTALL)
    if not said or "aborted" in done.stderr:
        raise SystemExit(f"pgbench: {done.stdout}{done.stderr}")
    transactions, per_second = int(said[1]), float(said[2])
    # A statement that lost a race claims nothing: only claims count.
    return per_second * claims_made() / transactions


@contextmanager
def deciding() -> Iterator[None]:
    """Somebody decides on what was claimed, on a connection of their own, as long as this lasts."""
    with _file(DECIDE) as path:
        process = subprocess.Popen(
            _command(path, 1, 3600), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        try:
            yield
            if process.poll() is not None and process.stderr:
                raise SystemExit(f"pgbench: {process.stderr.read()}")
        finally:
            process.terminate()
            process.communicate()


def _command(script: str, clients: int, seconds: int) -> list[str]:
    program = str(wheel_programs() / "pgbench")
    options = ["--no-vacuum", "--protocol=simple", "--define=n=-1", f"--file={script}"]
    return [program, *options, f"--client={clients}", f"--time={seconds}", os.environ["DATABASE_URL"]]


@contextmanager
def _file(script: str) -> Iterator[str]:
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        yield file.name
