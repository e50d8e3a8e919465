"""Authors' answers to replies: which wait for a moderator, and what desks draw of them."""

from collections.abc import Sequence
from typing import Any, TypedDict

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_stubs_ext import WithAnnotations

from directory.models import User
from directory.rights import Viewer
from live.fragments import Mark
from stories.models import AnswerBack, Routing, Story
from workflow.models import PrivateCopy, Step
from workflow.queues.counts import QueueCount, counted, register
from workflow.spine.leases import with_claims
from workflow.spine.scope import scope_of

SHOWN = 100
ANSWERS_BACK = "answers"
# About the house that replied, not about all that their story tells of.
ANSWERS = """
FROM stories_answerback back JOIN stories_reply reply ON reply.id = back.reply_id
JOIN stories_routing routing ON routing.id = reply.routing_id AND routing.state = 'answered'
JOIN stories_story story ON story.id = routing.story_id
JOIN directory_structure house ON house.id = routing.structure_id
WHERE back.state = 'submitted'"""
WAITING = {
    ANSWERS_BACK: f"SELECT '{ANSWERS_BACK}' AS queue, story.id, author_id, routing.structure_id AS house,"
    f" NULL::bigint AS reader {ANSWERS}"
}


class BenchFacts(TypedDict):
    """What a workbench asks of the person before it."""

    has_copies: bool


type RoutingToRead = WithAnnotations[Routing, BenchFacts]


def load_count(_: Sequence[str] = ()) -> dict[str, QueueCount]:
    """How many wait, whoever looks."""
    return counted(WAITING)


def answers_in_sql(viewer: Viewer) -> tuple[str, dict[str, Any]]:
    """``answers_to_read`` of a moderator, as what follows SELECT."""
    theirs, parameters = scope_of(viewer).sql("story.author_id")
    return f"{ANSWERS} AND {theirs}", parameters


register(ANSWERS_BACK, answers_in_sql)


def answers_to_read(viewer: Viewer) -> QuerySet[Routing]:
    """The routings whose author answered back and was not read yet: the queryset form of ``moderates_answer``."""
    if not viewer.is_moderator:
        return Routing.objects.none()
    waiting = Routing.objects.filter(
        reply__answer_back__state=Story.State.SUBMITTED, state=Routing.State.ANSWERED
    )
    theirs = scope_of(viewer).q("story__author", lambda lookup, value: Q(**{f"structure__{lookup}": value}))
    return waiting.filter(theirs).order_by("reply__answer_back__submitted_at", "pk")


def marks_to_read(viewer: Viewer) -> list[Mark]:
    """``answers_to_read`` as far as a page shows it."""
    return [Mark(*row) for row in answers_to_read(viewer).values_list("pk", "version")[:SHOWN]]


def load_answers(ids: Sequence[int]) -> dict[int, Routing]:
    """For fragments: id → routing whose author answered back, with its claim."""
    return {routing.pk: routing for routing in with_claims(_answered_back(ids), Step.ANSWER)}


def answer_to_read(pk: int, person: User) -> RoutingToRead | None:
    """The routing of a workbench, with its claim and whether ``person`` has copies."""
    copies = PrivateCopy.objects.filter(person=person, step=Step.ANSWER, item_id=OuterRef("pk"))
    found = _answered_back([pk]).annotate(has_copies=Exists(copies))
    return next(iter(with_claims(found, Step.ANSWER)), None)


def _answered_back(ids: Sequence[int]) -> QuerySet[Routing]:
    known = [pk for pk in ids if 0 < pk < 2**63]
    return Routing.objects.filter(pk__in=known, reply__answer_back__isnull=False).select_related(
        "story", "structure", "reply__answer_back"
    )


def answer_of(routing_id: int) -> AnswerBack | None:
    """What the author answered to this routing's reply."""
    return AnswerBack.objects.filter(reply__routing=routing_id).first()
