"""What time alone brings about: expired leases, stuck mail, forgotten keys and old log rows."""

from collections.abc import Callable
from datetime import timedelta

from live import log
from workflow.actions import expire_leases
from workflow.models import Claim, KeyedRequest
from workflow.moves import now
from workflow.tasks import retry_stuck

KEYS_KEPT = timedelta(days=2)


def free_expired() -> int:
    """Leases whose time is over go back to their queues."""
    return expire_leases(Claim.objects.filter(expires_at__lte=now()))


def forget_keys() -> int:
    """Nobody presses the same button again after two days."""
    return KeyedRequest.objects.filter(at__lt=now() - KEYS_KEPT).delete()[0]


CHORES: list[Callable[[], int]] = [free_expired, retry_stuck, log.prune, forget_keys]
