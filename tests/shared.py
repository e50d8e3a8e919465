"""Real material that lies beside the project, never in it (../shared/data)."""

import os
from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared_data(name: str) -> Path:
    """The path of one file of it; where it is absent the test is skipped, unless REQUIRE_SHARED_DATA=1."""
    path = SHARED_DATA / name
    if not path.exists():
        reason = f"{path} is absent"
        if os.environ.get("REQUIRE_SHARED_DATA") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return path
