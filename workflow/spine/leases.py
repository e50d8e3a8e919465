"""The lease on one work step of one item: its rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from directory.models import User
from stories.models import Routing, Story
from workflow.models import Claim, Step
from workflow.spine.instant import now
from workflow.spine.refusals import TooLate
from workflow.spine.transition import Item

# The free slot is found by the statement itself; two tabs taking the same slot at once collide on the
# unique (holder, slot), and the whole move is made again.
FREE_SLOT = """
generate_series(1, %(cap)s) AS slot
WHERE NOT EXISTS (
    SELECT FROM workflow_claim c WHERE c.holder_id = %(holder)s AND c.slot = slot.slot{but})
ORDER BY slot.slot LIMIT 1
"""
# Where nobody holds it any more; ``also``: or in these cases too.
LEASE = """
INSERT INTO workflow_claim (step, item_id, holder_id, slot, tab, claimed_at, expires_at, active_at)
SELECT %(step)s, {item}, %(holder)s, slot.slot, %(tab)s, %(now)s, %(until)s, %(now)s FROM {slot}
ON CONFLICT (step, item_id) DO UPDATE SET
    holder_id = excluded.holder_id, slot = excluded.slot, tab = excluded.tab,
    claimed_at = excluded.claimed_at, expires_at = excluded.expires_at, active_at = excluded.active_at
WHERE workflow_claim.expires_at <= %(now)s{also}
RETURNING item_id
"""
HOLD = LEASE.format(
    item="%(item)s",
    slot=FREE_SLOT.format(but=" AND NOT (c.step = %(step)s AND c.item_id = %(item)s)"),
    also=" OR workflow_claim.holder_id = %(holder)s OR %(force)s",
)


def lease_until(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.CLAIM_SECONDS)


def take_lease(
    step: Step, item_id: int, holder_id: int, tab: UUID, now: datetime, *, force: bool = False
) -> bool:
    """Take the lease if it is free, expired or already this person's (then it moves to this tab).

    ``force`` takes it from anybody. False: somebody holds it, or the person's hands are full.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            HOLD,
            {
                "step": step,
                "item": item_id,
                "holder": holder_id,
                "tab": tab,
                "now": now,
                "until": lease_until(now),
                "cap": settings.CLAIMS_PER_PERSON,
                "force": force,
            },
        )
        return cursor.fetchone() is not None


def holder_of(step: Step, item_id: int) -> Claim | None:
    """The lease as it stands, expired or not."""
    return Claim.objects.filter(step=step, item_id=item_id).select_related("holder").first()


# The lease on a step, as a column of the items: it has no key to be joined by. See ``revived``.
HELD = """(SELECT jsonb_build_object(
        'holder', holder_id, 'name', name, 'tab', tab, 'since', claimed_at, 'until', expires_at)
     FROM workflow_claim JOIN directory_user holder ON holder.id = holder_id
     WHERE step = '{step}' AND item_id = {item})"""


def held_column(step: Step, model: type[Story] | type[Routing]) -> RawSQL:
    """HELD of these items, for a queryset."""
    held = HELD.format(step=step, item=f"{model._meta.db_table}.id")
    return RawSQL(held, (), output_field=JSONField())


def revived(step: Step, item_id: int, held: dict[str, Any] | None) -> Claim | None:
    """The lease, and its holder's name, of what HELD found."""
    if held is None:
        return None
    return Claim(
        step=step,
        item_id=item_id,
        holder=User(pk=held["holder"], name=held["name"]),
        tab=held["tab"],
        claimed_at=datetime.fromisoformat(held["since"]),
        expires_at=datetime.fromisoformat(held["until"]),
    )


# Until when each story is held: {id: instant} as one column, for desks to count down from.
LEASES = """
(SELECT coalesce(jsonb_object_agg(item_id, expires_at), '{}') FROM workflow_claim WHERE step = 'moderate')
"""


@dataclass(frozen=True)
class Leases:
    """What LEASES found, whoever looks: ids and instants alone."""

    ends: str
    pk: str = "moderate"


def load_leases(_: Sequence[str] = ()) -> dict[str, Leases]:
    """For the fragment, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {LEASES}")
        found = Leases(cursor.fetchone()[0])
    return {found.pk: found}


def check_lease(held: Claim | None, item: Item, by: User, tab: UUID | str | None) -> None:
    """Raise TooLate unless this tab of this person holds the lease."""
    if held is None or held.expires_at <= now():
        raise TooLate(
            "Votre prise en charge est échue. Reprenez l'élément, votre texte est gardé ci-dessous.",
            state=item.get_state_display(),
        )
    if held.holder_id != by.pk:
        raise TooLate(
            "Cet élément est pris en charge par quelqu'un d'autre.",
            who=str(held.holder),
            when=held.claimed_at,
            state=item.get_state_display(),
        )
    if str(held.tab) != str(tab):
        raise TooLate(
            "Vous avez repris cet élément dans un autre onglet.",
            state=item.get_state_display(),
        )


def with_claims[Held: Story | Routing](items: Iterable[Held], *steps: Step) -> list[Held]:
    """The items as a list, each with ``claim``: its lease on the step it is at, or None (one query)."""
    found: list[Any] = list(items)
    leases = {
        (lease.step, lease.item_id): lease
        for lease in Claim.objects.filter(
            step__in=steps, item_id__in=[item.pk for item in found]
        ).select_related("holder")
    }
    for item in found:
        item.claim = next((leases[step, item.pk] for step in steps if (step, item.pk) in leases), None)
    return found


def lease_of(item: Story | Routing) -> Claim | None:
    """The lease that ``with_claims`` found for this item."""
    return getattr(item, "claim", None)
