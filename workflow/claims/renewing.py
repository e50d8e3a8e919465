"""Going on holding: a lease is prolonged by whoever works."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from workflow.models import Claim, Step
from workflow.spine.leases import lease_until
from workflow.spine.topics import announce_lease


def renew(step: Step, item_id: int, holder_id: int, tab: str, *, active: bool, now: datetime) -> bool:
    """Prolong a lease that is still this tab's; 30 minutes without any input are its end.

    ``active`` says the person typed, moved or clicked since the last renewal.
    """
    lease = Claim.objects.filter(step=step, item_id=item_id, holder_id=holder_id, tab=tab, expires_at__gt=now)
    awake = now - timedelta(seconds=settings.CLAIM_IDLE_SECONDS)
    with transaction.atomic():
        if active:
            renewed = lease.update(expires_at=lease_until(now), active_at=now)
        else:
            renewed = lease.filter(active_at__gt=awake).update(expires_at=lease_until(now))
        if renewed and step == Step.MODERATE:
            announce_lease(item_id)
    return bool(renewed)
