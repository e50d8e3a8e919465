"""What a workbench asks of a lease: is it mine, is it in this tab, and what had I typed before."""

from collections.abc import Iterable

from workflow.models import Claim, PrivateCopy, Step
from workflow.workbench.presses import SignedIn

COPIES_SHOWN = 3


def holding(request: SignedIn, lease: Claim | None) -> dict[str, object]:
    """The page's ``tab``, whether the lease is this person's (``mine``), and held in this tab (``here``)."""
    tab = request.POST.get("tab") or request.GET.get("tab", "")
    mine = lease is not None and lease.holder_id == request.user.pk
    return {"tab": tab, "mine": mine, "here": lease is not None and mine and str(lease.tab) == tab}


def copies_of(request: SignedIn, step: Step, item_id: int) -> Iterable[PrivateCopy]:
    """What this person had typed here, and has not sent."""
    copies = PrivateCopy.objects.filter(person=request.user, step=step, item_id=item_id)
    return copies.order_by("-pk")[:COPIES_SHOWN]
