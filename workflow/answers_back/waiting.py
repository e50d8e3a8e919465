"""Authors' answers to replies: which wait for a moderator, and what desks draw of them."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet

from directory.models import User
from directory.rights import Viewer
from live.fragments import Mark
from stories.models import Routing, Story
from workflow.models import PrivateCopy, Step
from workflow.spine.leases import with_claims

SHOWN = 100


def answers_to_read(viewer: Viewer) -> QuerySet[Routing]:
    """The routings whose author answered back and was not read yet: the queryset form of ``moderates_answer``."""
    if not viewer.is_moderator:
        return Routing.objects.none()
    waiting = Routing.objects.filter(
        reply__answer_back__state=Story.State.SUBMITTED, state=Routing.State.ANSWERED
    ).exclude(story__author=viewer.user_id)
    if viewer.networks is not None:
        waiting = waiting.filter(structure__network__in=viewer.networks)
    if viewer.structures:
        waiting = waiting.exclude(structure__path__overlap=viewer.structures)
    return waiting.order_by("reply__answer_back__submitted_at", "pk")


def marks_to_read(viewer: Viewer) -> list[Mark]:
    """``answers_to_read`` as far as a page shows it."""
    return [Mark(*row) for row in answers_to_read(viewer).values_list("pk", "version")[:SHOWN]]


def load_answers(ids: Sequence[int]) -> dict[int, Routing]:
    """For fragments: id → routing whose author answered back, with its claim."""
    return {routing.pk: routing for routing in with_claims(_answered_back(ids), Step.ANSWER)}


def answer_to_read(pk: int, person: User) -> Routing | None:
    """The routing of a workbench, with its claim and whether ``person`` has copies."""
    copies = PrivateCopy.objects.filter(person=person, step=Step.ANSWER, item_id=OuterRef("pk"))
    found = _answered_back([pk]).annotate(has_copies=Exists(copies))
    return next(iter(with_claims(found, Step.ANSWER)), None)


def _answered_back(ids: Sequence[int]) -> QuerySet[Routing]:
    known = [pk for pk in ids if 0 < pk < 2**63]
    return Routing.objects.filter(pk__in=known, reply__answer_back__isnull=False).select_related(
        "story", "structure", "reply__answer_back"
    )
