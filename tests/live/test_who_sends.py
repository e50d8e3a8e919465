"""Only live/ speaks to browsers: an action says which subject changed for whom, never what to send."""

import pytest

from tests.servers import ROOT

APPS = ("project", "insights", "workflow", "stories", "directory")


@pytest.mark.parametrize("app", APPS)
def test_no_app_above_sends_to_a_group_itself(app):
    speaking = [
        str(path.relative_to(ROOT))
        for path in (ROOT / app).rglob("*.py")
        if any(word in path.read_text() for word in ("group_send", "get_channel_layer", "channel_layer."))
    ]

    assert speaking == []
