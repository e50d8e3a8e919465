"""Claim, renew, release, take over, expire: the same verbs for every work step."""

from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError

from directory.models import User
from workflow.claims.held import held_by
from workflow.models import Claim, Event, Notification, Remark, Step
from workflow.notifications.notify import notify
from workflow.spine.instant import now
from workflow.spine.leases import holder_of, take_lease
from workflow.spine.moves import Outcome, by_clock, move
from workflow.spine.refusals import Invalid, NotSeen, TooLate, too_late
from workflow.spine.steps import CLAIM, EXPIRE, RELEASE, TAKE_OVER
from workflow.spine.transition import Item
from workflow.workbench.benches import BENCHES

MAX_REASON = 1000


def claim(step: Step, item_id: int, *, by: User, version: int | str | None, key: str | None) -> Outcome:
    """Take the step for ``by`` in a new tab; ``outcome.detail["tab"]`` is that tab's token.

    Claiming what one already holds moves it to the new tab. Raises TooLate when somebody else holds it, or
    when ``by`` already holds as many items as allowed (the refusal lists them).
    """
    tab = uuid4()

    def body(item: Item) -> dict[str, str]:
        BENCHES[step].check(item, by)
        if not take_lease(step, item.pk, by.pk, tab, now()):
            raise why_not(step, item, by)
        return {"tab": str(tab)}

    return with_free_hands(by, lambda: move(CLAIM[step], item_id, body, by=by, version=version, key=key))


def with_free_hands(by: User, take: Callable[[], Outcome]) -> Outcome:
    """Leases of theirs that ran out unseen do not fill a person's hands."""
    for _ in range(settings.CLAIMS_PER_PERSON):
        try:
            return take()
        except HandsFull:
            if not expire_leases(Claim.objects.filter(holder=by, expires_at__lte=now())):
                raise
        except IntegrityError:
            continue  # another tab of theirs took the same slot at this instant
    return take()


class HandsFull(TooLate):
    """At most CLAIMS_PER_PERSON at once; ``context["held"]`` lists them."""

    message = "Vous avez déjà trois éléments en main. Terminez-en un ou rendez-le d'abord."


def why_not(step: Step, item: Item, by: User, *, force: bool = False) -> TooLate:
    lease = None if force else holder_of(step, item.pk)
    if lease and lease.holder_id != by.pk and lease.expires_at > now():
        return TooLate(
            "Quelqu'un a été plus rapide.",
            who=str(lease.holder),
            when=lease.claimed_at,
            state=item.get_state_display(),
        )
    held = held_by(by.pk)
    if len(held) >= settings.CLAIMS_PER_PERSON:
        return HandsFull(held=held)
    return too_late(item, by)


def release(
    step: Step, item_id: int, *, by: User, version: int | str | None, key: str | None, tab: str
) -> Outcome:
    """Give the step back to the queue, kept for nobody; what was typed is kept where it was saved."""

    def body(item: Item) -> None:
        Claim.objects.filter(step=step, item_id=item.pk).delete()
        BENCHES[step].give_back(item, by)

    return move(RELEASE[step], item_id, body, by=by, version=version, key=key, tab=tab)


def take_over(
    step: Step,
    item_id: int,
    *,
    by: User,
    version: int | str | None,
    key: str | None,
    reason: str,
) -> Outcome:
    """Take the step from whoever holds it, with a reason; the former holder is told.

    A validator may take over a validation; four eyes still hold when it comes to approving.
    """
    if not reason.strip():
        raise Invalid("Dites en quelques mots pourquoi vous reprenez cet élément.", "reason")
    if len(reason) > MAX_REASON:
        raise Invalid(f"La raison dépasse {MAX_REASON} caractères.", "reason")
    tab = uuid4()
    former: list[int] = []

    def body(item: Item) -> dict[str, str]:
        former.clear()
        BENCHES[step].check(item, by)
        lease = holder_of(step, item.pk)
        if lease and lease.holder_id != by.pk:
            former.append(lease.holder_id)
        if not take_lease(step, item.pk, by.pk, tab, now(), force=True):
            raise why_not(step, item, by, force=True)
        return {"tab": str(tab)}

    def after(item: Item, event: Event) -> None:
        notify(event, former, Notification.Kind.TAKEN_OVER)
        Remark.objects.create(event=event, text=reason.strip())

    return with_free_hands(
        by, lambda: move(TAKE_OVER[step], item_id, body, after, by=by, version=version, key=key)
    )


def expire_leases(leases) -> int:
    """Free these leases if they are still expired; returns how many were. For the clock."""
    freed = 0
    for lease in leases:

        def body(item: Item, step: str = lease.step) -> dict[str, int]:
            dead = Claim.objects.filter(step=step, item_id=item.pk, expires_at__lte=now())
            if not dead.delete()[0]:
                raise TooLate()
            return {}

        try:
            by_clock(EXPIRE[Step(lease.step)], lease.item_id, body)
            freed += 1
        except (TooLate, NotSeen):
            continue  # renewed, decided, released or deleted meanwhile: nothing to free
    return freed
