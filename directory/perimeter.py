"""Since when services answer: a structure's date holds for all below it that have none of their own."""

from collections.abc import Iterable
from datetime import date

from django.db.models import BooleanField, Func, OuterRef, Subquery
from django.utils import timezone

from directory.models import Structure


def since(path: str = "path") -> Subquery:
    """For querysets: the date of the structure with this ``path``, else of its nearest ancestor that has one."""
    in_path = Func(
        "pk",
        OuterRef(path),
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )
    dated = Structure.objects.filter(in_path, answers_since__isnull=False)
    return Subquery(dated.order_by("-path__len").values("answers_since")[:1])


SINCE = since()


def answers_since(structures: Iterable[Structure]) -> dict[int, date | None]:
    """Since when each of these answers, by structure id: one query for all of them."""
    ids = [structure.pk for structure in structures]
    return dict(Structure.objects.filter(pk__in=ids).values_list("pk", SINCE))


def answers(since: date | None) -> bool:
    """Whether a service with this opening date answers today."""
    return since is not None and since <= timezone.localdate()


def open_perimeter(structure: Structure, since: date) -> int:
    """Set the date for a tree; tells how many active structures of it now answer since that day."""
    structure.answers_since = since
    structure.save(update_fields=["answers_since"])
    tree = Structure.objects.filter(path__contains=[structure.pk], active=True)
    return tree.annotate(since=SINCE).filter(since=since).count()
