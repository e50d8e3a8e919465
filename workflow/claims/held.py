"""What a person has in hand."""

from dataclasses import dataclass

from stories.models import Routing, Story
from workflow.models import Claim, Step
from workflow.workbench.benches import BENCHES, bench_url


@dataclass(frozen=True)
class InHand:
    """A work step somebody holds, expired or not: the title of its story, and where they go on."""

    step: Step
    title: str
    url: str


def held_by(holder_id: int) -> list[InHand]:
    """What a person has in hand, the longest held first."""
    leases = list(Claim.objects.filter(holder=holder_id).order_by("claimed_at"))
    ids = [lease.item_id for lease in leases]
    stories = dict(Story.objects.filter(pk__in=ids).values_list("pk", "title"))
    routings = dict(Routing.objects.filter(pk__in=ids).values_list("pk", "story__title"))
    held = []
    for lease in leases:
        step = Step(lease.step)
        titles = stories if BENCHES[step].is_of_stories else routings
        held.append(InHand(step, titles.get(lease.item_id, ""), bench_url(step, lease.item_id)))
    return held
