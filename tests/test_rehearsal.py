"""The rehearsal itself, on a handful of the demo's stories."""

import json
import os
import subprocess
import sys

import psutil
import pytest

from tests.servers import ROOT, database_url

ZEROS = (
    "double_decisions",
    "double_publications",
    "lost_drafts",
    "claims_left",
    "stale_desks",
    "lost_consent",
)
OUTCOMES = ("rewritten", "asked", "undone", "escalated")


@pytest.mark.django_db
def test_simulated_people_take_stories_the_whole_way_and_nothing_is_doubled_lost_or_stale(
    takes_long, tmp_path
) -> None:
    played = subprocess.run(
        [sys.executable, "-m", "tests.bench.rehearsal", "--limit", "4", "--keep", str(tmp_path / "kept")],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database_url(), "VOX_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert played.returncode == 0, played.stdout + played.stderr
    figures = json.loads(played.stdout.splitlines()[-1])
    assert [figures[name] for name in ZEROS] == [0] * len(ZEROS)
    assert figures["stories"] == figures["published"] + figures["rejected"] == 4
    assert figures["replies"] > 0
    assert any(figures[name] for name in OUTCOMES)
    assert not [one for one in psutil.process_iter() if str(tmp_path) in _environment(one)]


def _environment(process: psutil.Process) -> list[str]:
    try:
        return list(process.environ().values())
    except psutil.Error:
        return []
