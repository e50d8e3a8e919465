"""What rooms register is there in every process, whether it ever loads an address or not."""

import json
import os
import subprocess
import sys

import pytest

from live.fragments import registry
from tests.servers import ROOT, database_url
from workflow.notifications.kinds import MAILS, NOTICES
from workflow.notifications.tasks import RETRIED
from workflow.queues.counts import BESIDE_QUEUES
from workflow.workbench.benches import BENCHES

# Says at its end what this very process has registered.
PROBE = """
import atexit, json, os, sys

@atexit.register
def say():
    from live.fragments import registry
    from workflow.notifications.kinds import MAILS, NOTICES
    from workflow.notifications.tasks import RETRIED
    from workflow.queues.counts import BESIDE_QUEUES
    from workflow.workbench.benches import BENCHES
    found = [MAILS, NOTICES, BENCHES, BESIDE_QUEUES, RETRIED, registry]
    loaded = [name for name in ("project.urls", "workflow.urls") if name in sys.modules]
    print(json.dumps([[sorted(map(str, names)) for names in found], loaded]))

os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings"
if sys.argv[1:]:
    from django.core.management import execute_from_command_line
    execute_from_command_line(sys.argv)
else:
    import django
    django.setup()
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("command", [(), ("db_worker", "--batch"), ("clock", "--once")])
def test_every_process_knows_every_kind_bench_task_and_fragment(command):
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *command],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database_url(), "PYTHONPATH": str(ROOT)},
    )

    assert done.returncode == 0, done.stderr
    found, loaded = json.loads(done.stdout.splitlines()[-1])
    # The tests of live/ declare fragments of their own in this process.
    ours = [name for name, fragment in registry.items() if not fragment.load.__module__.startswith("tests.")]
    here = [MAILS, NOTICES, BENCHES, BESIDE_QUEUES, RETRIED, ours]
    assert found == [sorted(map(str, names)) for names in here]
    assert all(found)
    if not command:
        assert loaded == [], "nothing of this came by way of addresses"
