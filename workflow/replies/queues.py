"""Which replies are still to be written, and which to be judged, by whom."""

from django.db.models import QuerySet

from directory.rights import Viewer
from stories.models import Routing
from workflow.spine.scope import routings_visible_to

TO_ANSWER = [Routing.State.TO_ANSWER, Routing.State.DRAFTING]


def to_answer(viewer: Viewer) -> QuerySet[Routing]:
    """Routings whose reply is still to be written, oldest first."""
    return routings_visible_to(viewer).filter(state__in=TO_ANSWER).order_by("routed_at", "pk")


def to_validate(viewer: Viewer) -> QuerySet[Routing]:
    """Submitted replies this viewer may judge, oldest first."""
    return (
        routings_visible_to(viewer, "approve")
        .filter(state=Routing.State.TO_VALIDATE)
        .order_by("submitted_at", "pk")
    )
