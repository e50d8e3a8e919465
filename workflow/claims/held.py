"""What a person has in hand."""

from stories.models import Routing, Story
from workflow.models import Claim
from workflow.workbench.benches import STEPS_OF_STORIES


def held_by(holder_id: int) -> list[Claim]:
    """What a person has in hand, expired or not, each lease with the ``title`` of its story."""
    leases = list(Claim.objects.filter(holder=holder_id).order_by("claimed_at"))
    ids = [lease.item_id for lease in leases]
    stories = dict(Story.objects.filter(pk__in=ids).values_list("pk", "title"))
    routings = dict(Routing.objects.filter(pk__in=ids).values_list("pk", "story__title"))
    for lease in leases:
        titles = stories if lease.step in STEPS_OF_STORIES else routings
        lease.title = titles.get(lease.item_id, "")  # type: ignore[attr-defined]
    return leases
