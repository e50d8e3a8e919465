"""What time alone brings about: expired leases, stuck mail, forgotten keys and old log rows."""

from collections.abc import Callable
from datetime import timedelta

from django.core.management import call_command

from live import log
from stories.models import Story
from workflow.actions import expire_leases
from workflow.models import Claim, KeyedRequest
from workflow.moves import now
from workflow.tasks import retry_stuck

KEYS_KEPT = timedelta(days=2)
DRAFTS_KEPT = timedelta(days=30)


def free_expired() -> int:
    """Leases whose time is over go back to their queues."""
    return expire_leases(Claim.objects.filter(expires_at__lte=now()))


def forget_keys() -> int:
    """Nobody presses the same button again after two days."""
    return KeyedRequest.objects.filter(at__lt=now() - KEYS_KEPT).delete()[0]


def forget_drafts() -> int:
    """A draft that nobody signed and nobody came back to goes with its browser's session."""
    old = now() - DRAFTS_KEPT
    return Story.objects.filter(state=Story.State.DRAFT, author=None, created_at__lt=old).delete()[0]


def forget_done_tasks() -> None:
    """What the worker did is of no use after two weeks (the command's own default)."""
    call_command("prune_db_task_results", verbosity=0)


EVERY_BEAT: list[Callable[[], object]] = [free_expired]
EVERY_MINUTE: list[Callable[[], object]] = [retry_stuck, log.prune, forget_keys]
EVERY_HOUR: list[Callable[[], object]] = [forget_drafts, forget_done_tasks]
BEAT_SECONDS = 5
# Chores by how many seconds must have passed since they were last done.
CHORES = {BEAT_SECONDS: EVERY_BEAT, 60: EVERY_MINUTE, 3600: EVERY_HOUR}
