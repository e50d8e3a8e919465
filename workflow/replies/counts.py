"""The figures beside each queue's name at the desks of replies, from the very facts that fill the queues.

One load serves every viewer: each one's figures are computed from it without a query, and people with the
same figures share one drawing. Those of moderators are in ``queues/counts``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from directory.rights import Viewer
from stories.models import Routing
from workflow.spine.scope import routings_visible_to

WORK = [Routing.State.TO_ANSWER, Routing.State.DRAFTING, Routing.State.TO_VALIDATE]


@dataclass(frozen=True)
class InboxCounts:
    """What waits in each structure, by state."""

    waiting: tuple[tuple[tuple[int, ...], str, int], ...]
    pk: str = "inbox"

    def for_viewer(self, viewer: Viewer) -> tuple[int, int]:
        """How long ``queues.to_answer`` and ``queues.to_validate`` are for this viewer."""
        to_answer = to_validate = 0
        for path, state, count in self.waiting:
            rights = viewer.rights_in(path)
            if state == Routing.State.TO_VALIDATE:
                to_validate += count if "approve" in rights else 0
            elif "see" in rights:
                to_answer += count
        return to_answer, to_validate


def load_inbox(_: Sequence[int] = ()) -> dict[str, InboxCounts]:
    return {"inbox": _waiting(Routing.objects.all())}


def inbox_of(viewer: Viewer) -> InboxCounts:
    """The same for one viewer alone, whose page need not know what waits in the rest of the country."""
    return _waiting(routings_visible_to(viewer))


def _waiting(routings: QuerySet[Routing]) -> InboxCounts:
    rows = (
        routings.filter(state__in=WORK)
        .values_list("structure__path", "state")
        .annotate(count=Count("pk"))
        .order_by("structure", "state")
    )
    return InboxCounts(tuple((tuple(path), state, n) for path, state, n in rows))
