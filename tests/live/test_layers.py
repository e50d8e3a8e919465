"""Only live/ touches the channel layer, and pages never wait for it."""

from pathlib import Path

import pytest
from django.db import transaction

from live import bell
from live.log import Change, announce

ROOT = Path(__file__).resolve().parents[2]
APPS = ["directory", "insights", "live", "project", "stories", "workflow"]


def test_only_the_relay_touches_the_channel_layer() -> None:
    sources = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    found = {path.name for path in sources if "group_send" in path.read_text()}
    assert found == {"relay.py"}


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_after_the_commit_and_not_for_what_was_rolled_back() -> None:
    rung: list[str] = []

    def wake() -> None:
        rung.append("rung")

    bell.listen(wake)
    try:
        with transaction.atomic():
            announce(Change(["things"], "thing", 1))
            assert rung == []
        assert rung == ["rung"]
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            announce(Change(["things"], "thing", 2))
            raise ZeroDivisionError
        assert rung == ["rung"]
    finally:
        bell.stop_listening(wake)
