"""Routings with all that rows and workbenches of replies draw of them, in one query.

A claim has no key to be joined by, the last verdict lies two tables away, and what lies beside an open
routing are lists: they come along as JSON, and are made the models they are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, Expression, Model, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject
from django_stubs_ext import WithAnnotations

from directory.models import User
from stories.models import Routing
from workflow.models import Claim, DraftRevision, PrivateCopy, ReplyDraft, Step, Verdict

SHOWN, COPIES_SHOWN = 100, 3
PERSON = ("id", "name")


class Found(TypedDict):
    """As the query brings it: JSON."""

    claim: Any
    verdict: Any


class RowFacts(TypedDict):
    """What rows draw of a routing besides its fields; ``verdict``: the last one."""

    claim: Claim | None
    verdict: Verdict | None


type FoundRouting = WithAnnotations[Routing, Found]
type RowRouting = WithAnnotations[Routing, RowFacts]


@dataclass(frozen=True)
class Opened:
    """The routing that is open, and what lies beside it.

    ``others``: those of its story; ``written``: all its revisions; ``copies``: this person's own, of what they
    had typed when it went to somebody else.
    """

    routing: RowRouting
    others: list[Routing]
    written: list[DraftRevision]
    copies: list[PrivateCopy]


def load_routings(ids: Sequence[int]) -> dict[int, RowRouting]:
    """For fragments: id → routing with claim and last verdict."""
    return {routing.pk: routing for routing in drawn(Routing.objects.filter(pk__in=ids))}


def saves(routing: Routing) -> int:
    draft: ReplyDraft | None = getattr(routing, "draft", None)
    return draft.saves if draft else 0


def drawn(routings: QuerySet[Routing]) -> list[RowRouting]:
    """Each with its ``claim`` and its last ``verdict``, or None."""
    found = list(_with_claim_and_verdict(routings))
    _revive(found)
    return found


def drawn_with_open(
    queue: QuerySet[Routing], pk: int, person: User, step: Step
) -> tuple[list[RowRouting], Opened | None]:
    """The first SHOWN of a queue, and the routing that is open, whether it waits there or not."""
    together = queue[:SHOWN].values("pk").union(Routing.objects.filter(pk=pk).values("pk"))
    asked = Routing.objects.filter(pk__in=together).order_by(*queue.query.order_by)
    others, written, copies = (Case(When(pk=pk, then=rows)) for rows in _beside(person, step))
    found = list(
        _with_claim_and_verdict(asked).annotate(
            waits=Case(When(pk=pk, then=Exists(queue.filter(pk=pk))), default=Value(True)),
            others=others,
            written=written,
            copies=copies,
        )
    )
    _revive(found)
    opened = (
        Opened(
            routing,
            [_made(Routing, one) for one in routing.others],
            [_made(DraftRevision, one) for one in routing.written],
            [_made(PrivateCopy, one) for one in routing.copies],
        )
        for routing in found
        if routing.pk == pk
    )
    return [routing for routing in found if routing.waits], next(opened, None)


def _with_claim_and_verdict(routings: QuerySet[Routing]) -> QuerySet[FoundRouting]:
    claims = Claim.objects.filter(step__in=[Step.DRAFT, Step.VALIDATE], item_id=OuterRef("pk"))
    verdicts = Verdict.objects.filter(revision__routing=OuterRef("pk")).order_by("-pk")
    claim = _as_json("step", "tab", "claimed_at", "expires_at", holder=PERSON)
    verdict = _as_json("outcome", "comment", by=PERSON, revision=("id", "number"))
    return routings.select_related("story", "structure", "draft__saved_by").annotate(
        claim=Subquery(claims.values(found=claim)[:1]),
        verdict=Subquery(verdicts.values(found=verdict)[:1]),
    )


def _beside(person: User, step: Step) -> tuple[ArraySubquery, ArraySubquery, ArraySubquery]:
    """The JSON of what ``Opened`` lists, in its order."""
    others = Routing.objects.filter(story=OuterRef("story")).exclude(pk=OuterRef("pk")).order_by("pk")
    written = DraftRevision.objects.filter(routing=OuterRef("pk")).order_by("number")
    copies = PrivateCopy.objects.filter(person=person, step=step, item_id=OuterRef("pk")).order_by("-pk")
    words = ("greeting", "text", "signature", "status")
    return (
        _rows(others, _as_json("state", structure=("id", "name", "public_name"))),
        _rows(written, _as_json("id", "number", "submitted_at", *words, by=PERSON)),
        _rows(copies[:COPIES_SHOWN], _as_json("id", "text", "fields", "base", "at")),
    )


def _rows(queryset: QuerySet, found: Expression) -> ArraySubquery:
    return ArraySubquery(queryset.values(found=found))


def _as_json(*columns: str, **related: Sequence[str]) -> JSONObject:
    nested = {
        name: JSONObject(**{column: f"{name}__{column}" for column in theirs})
        for name, theirs in related.items()
    }
    return JSONObject(**{column: column for column in columns}, **nested)


def _revive(found: Iterable[FoundRouting]) -> None:
    """Make the models they are of the JSON that came along."""
    for routing in found:
        routing.claim = routing.claim and _made(Claim, routing.claim)
        routing.verdict = routing.verdict and _made(Verdict, routing.verdict)


def _made[Made: Model](model: type[Made], found: dict[str, Any]) -> Made:
    made = model()
    for name, value in found.items():
        field: Any = model._meta.get_field(name)
        setattr(made, name, field.related_model(**value) if field.is_relation else field.to_python(value))
    return made
