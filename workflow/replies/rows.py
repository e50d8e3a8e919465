"""Routings with all that rows and workbenches of replies draw of them, in one query.

A claim has no key to be joined by, the last verdict lies two tables away, and what lies beside an open
routing are lists: they come along as JSON, and are made the models they are.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, Expression, Model, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject

from directory.models import User
from stories.models import Routing
from workflow.models import Claim, DraftRevision, PrivateCopy, ReplyDraft, Step, Verdict


def load_routings(ids: Sequence[int]) -> dict[int, Routing]:
    """For fragments: id → routing with claim and last verdict."""
    return {routing.pk: routing for routing in drawn(Routing.objects.filter(pk__in=ids))}


def saves(routing: Routing) -> int:
    draft: ReplyDraft | None = getattr(routing, "draft", None)
    return draft.saves if draft else 0


SHOWN = 100
COPIES_SHOWN = 3
PERSON = ("id", "name")


def drawn(routings: QuerySet[Routing]) -> list[Routing]:
    """Each with its ``claim`` and its last ``verdict``, or None."""
    claims = Claim.objects.filter(step__in=[Step.DRAFT, Step.VALIDATE], item_id=OuterRef("pk"))
    verdicts = Verdict.objects.filter(revision__routing=OuterRef("pk")).order_by("-pk")
    claim = _as_json("step", "tab", "claimed_at", "expires_at", holder=PERSON)
    verdict = _as_json("outcome", "comment", by=PERSON, revision=("id", "number"))
    found: list[Routing] = list(
        routings.select_related("story", "structure", "draft__saved_by").annotate(
            claim=Subquery(claims.values(found=claim)[:1]),
            verdict=Subquery(verdicts.values(found=verdict)[:1]),
        )
    )
    for routing in found:
        _revive(routing, "claim", Claim)
        _revive(routing, "verdict", Verdict)
    return found


def drawn_with_open(
    queue: QuerySet[Routing], pk: int, person: User, step: Step
) -> tuple[list[Routing], Routing | None]:
    """The first SHOWN of a queue, and the routing that is open, whether it waits there or not.

    The open one has the ``others`` of its story, all its ``written`` revisions, and ``copies``: this
    person's own, of what they had typed when it went to somebody else.
    """
    together = queue[:SHOWN].values("pk").union(Routing.objects.filter(pk=pk).values("pk"))
    found = drawn(
        Routing.objects.filter(pk__in=together)
        .order_by(*queue.query.order_by)
        .annotate(
            waits=Case(When(pk=pk, then=Exists(queue.filter(pk=pk))), default=Value(True)),
            **{name: Case(When(pk=pk, then=rows)) for name, rows in _beside(person, step).items()},
        )
    )
    opened = next((routing for routing in found if routing.pk == pk), None)
    if opened:
        for name, model in (("others", Routing), ("written", DraftRevision), ("copies", PrivateCopy)):
            _revive(opened, name, model)
    return [routing for routing in found if routing.waits], opened  # type: ignore[attr-defined]


def _beside(person: User, step: Step) -> dict[str, ArraySubquery]:
    others = Routing.objects.filter(story=OuterRef("story")).exclude(pk=OuterRef("pk")).order_by("pk")
    written = DraftRevision.objects.filter(routing=OuterRef("pk")).order_by("number")
    copies = PrivateCopy.objects.filter(person=person, step=step, item_id=OuterRef("pk")).order_by("-pk")
    words = ("greeting", "text", "signature", "status")
    return {
        "others": _rows(others, _as_json("state", structure=("id", "name", "public_name"))),
        "written": _rows(written, _as_json("id", "number", "submitted_at", *words, by=PERSON)),
        "copies": _rows(copies[:COPIES_SHOWN], _as_json("id", "text", "fields", "base", "at")),
    }


def _rows(queryset: QuerySet, found: Expression) -> ArraySubquery:
    return ArraySubquery(queryset.values(found=found))


def _as_json(*columns: str, **related: Sequence[str]) -> JSONObject:
    nested = {
        name: JSONObject(**{column: f"{name}__{column}" for column in theirs})
        for name, theirs in related.items()
    }
    return JSONObject(**{column: column for column in columns}, **nested)


def _revive(routing: Routing, name: str, model: type[Model]) -> None:
    """Make models of what an annotation found."""
    found: Any = getattr(routing, name)
    if isinstance(found, list):
        setattr(routing, name, [_made(model, one) for one in found])
    elif found:
        setattr(routing, name, _made(model, found))


def _made(model: type[Model], found: dict[str, Any]) -> Model:
    made = model()
    for name, value in found.items():
        field: Any = model._meta.get_field(name)
        setattr(made, name, field.related_model(**value) if field.is_relation else field.to_python(value))
    return made
