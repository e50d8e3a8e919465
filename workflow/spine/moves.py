"""The one write path: lock, replay, guard, change, one Event, one announcement, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from directory.models import User
from stories.models import Routing, Story
from workflow.models import Event
from workflow.spine.instant import now
from workflow.spine.keys import AlreadyAnswered, check_key, first_answer, is_known
from workflow.spine.leases import check_lease, held_column, revived
from workflow.spine.record import record
from workflow.spine.refusals import Incomplete, NotAllowed, NotSeen, Refusal, too_late
from workflow.spine.rights import rights_on, with_houses, with_path
from workflow.spine.steps import CLAIM
from workflow.spine.transition import Item, Transition


@dataclass(frozen=True)
class Outcome:
    """What a move led to: the item's id, its version and state after it, and what the verb adds.

    ``item`` is the item itself, as the move left it; None when an earlier answer is repeated.
    """

    item_id: int
    version: int
    state: str
    detail: dict[str, Any] = field(default_factory=dict)
    replayed: bool = False
    item: Item | None = field(default=None, compare=False, repr=False)


Body = Callable[[Any], dict[str, Any] | None]
After = Callable[[Any, Event], None]


def move(
    transition: Transition,
    item_id: int,
    body: Body | None = None,
    after: After | None = None,
    *,
    by: User | None,
    version: int | str | None,
    key: str | None,
    tab: UUID | str | None = None,
) -> Outcome:
    """Make one move, or raise a Refusal and change nothing.

    ``body(item)`` changes the locked item and returns what the Event should remember (ids and words of a
    closed list only); it may set ``item.state`` itself when the target depends on the item. ``after(item,
    event)`` does what follows in the same transaction: rows, notifications, mail owed. ``by`` is None for
    the clock alone. A ``key`` seen before answers what it answered then and does nothing.
    """
    wanted, key = number(version), check_key(key)
    try:
        return _move(transition, item_id, body, after, by, wanted, key, tab)
    except AlreadyAnswered:
        assert by
        return Outcome(**first_answer(by, transition, item_id, key), replayed=True)


def by_clock(
    transition: Transition,
    item_id: int,
    body: Body | None = None,
    after: After | None = None,
    version: int | None = None,
) -> Outcome:
    """A move that nobody makes, as ``move``: time brings it about, or another item's move.

    ``version`` where its reasons were read before the lock: whoever was faster is right, and it raises TooLate.
    Without one, ``body`` reads them again.
    """
    return _move(transition, item_id, body, after, None, version, "", None)


def hold(transition: Transition, item_id: int, *, by: User, tab: UUID | str | None = None) -> Item:
    """The item, locked until the transaction ends, where ``by`` may make this move, whatever version they saw.

    For what is written beside an item (words being typed, notes), that moves it later or never. Raises a Refusal.
    """
    item = look(transition, item_id, lock=True)
    _guard(transition, item, None, by, tab)
    return item


def _move(
    transition: Transition,
    item_id: int,
    body: Body | None,
    after: After | None,
    by: User | None,
    wanted: int | None,
    key: str,
    tab: UUID | str | None,
) -> Outcome:
    with transaction.atomic():
        item = look(transition, item_id, lock=True)
        try:
            _guard(transition, item, wanted, by, tab)
        except NotSeen:
            raise
        except Refusal:
            if by and is_known(by, transition, item_id, key):
                raise AlreadyAnswered() from None
            raise
        before = _columns(item)
        from_state = item.state
        if transition.target:
            item.state = transition.target
        detail = (body(item) if body else None) or {}
        item.version += 1
        _save(item, before)
        event = Event(
            at=now(),
            effective_at=_effective_at(item),
            action=transition.name,
            actor=by,
            story=item if isinstance(item, Story) else item.story,
            routing=item if isinstance(item, Routing) else None,
            from_state=from_state,
            to_state=item.state,
            version=item.version,
            detail=detail,
        )
        try:
            record(item, event, by, key, _closed_steps(transition, item))
        except IntegrityError as clash:
            if "key_once" not in str(clash):
                raise
            # The same key with a version read since: nothing of this second move is kept.
            raise AlreadyAnswered() from None
        if after:
            after(item, event)
    return Outcome(item.pk, item.version, item.state, detail, item=item)


def _effective_at(item: Item) -> datetime:
    """When the public, the structures and the author learn of it: later for what can still be undone."""
    if isinstance(item, Story) and not item.in_effect and item.effective_at:
        return item.effective_at
    return now()


def number(version: int | str | None) -> int:
    """A version as a form sends it; Incomplete when it is none."""
    if version is None or not str(version).isascii() or not str(version).isdigit():
        raise Incomplete()
    return int(str(version)[:9])


def look(transition: Transition, item_id: int, *, lock: bool = False) -> Item:
    """The item of this transition with its rights' facts. Raises NotSeen.

    ``lock`` holds it until the transaction ends, but not its key: a row that only points here (an event of
    a routing at its story) need not wait, or withdrawing a story and approving its reply would wait for
    each other.
    """
    if not 0 < item_id < 2**63:
        raise NotSeen()
    items: QuerySet[Any] = transition.model.objects.filter(pk=item_id)
    if lock:
        items = items.select_for_update(of=("self",), no_key=True)
        if transition.holding:
            items = items.annotate(held=held_column(transition.holding, transition.model))
    found: Item | None = (with_houses(items) if transition.model is Story else with_path(items)).first()
    if found is None:
        raise NotSeen()
    return found


def _guard(
    transition: Transition,
    item: Item,
    version: int | None,
    by: User | None,
    tab: UUID | str | None,
) -> None:
    rights = rights_on(item, by.viewer) if by else frozenset({"clock"})
    moved_on = version is not None and item.version != version
    if not rights:
        raise NotSeen()
    if not transition.rights & rights:
        # Escalated a moment ago, it is the seniors' now: that is news, not a lack of rights.
        raise too_late(item, by) if "follow" in rights and moved_on else NotAllowed()
    if item.state not in transition.sources or moved_on:
        raise too_late(item, by)
    if transition.holding and by:
        # Read with the item, perhaps an instant before it was locked: no lease changes hands without a new version.
        held = revived(transition.holding, item.pk, item.held)  # type: ignore[union-attr]
        check_lease(held, item, by, tab)


def _closed_steps(transition: Transition, item: Item) -> list[str]:
    """No claim outlives its step: it goes in the transaction that closes the step."""
    closed = {
        step
        for step, claim in CLAIM.items()
        if isinstance(item, claim.model) and item.state not in claim.sources
    }
    if transition.ends and transition.holding:
        closed.add(transition.holding)
    return sorted(closed)


def _columns(item: Item) -> dict[str, Any]:
    return {f.attname: getattr(item, f.attname) for f in item._meta.concrete_fields}


def _save(item: Item, before: dict[str, Any]) -> None:
    changed = [name for name, value in _columns(item).items() if value != before[name]]
    item.save(update_fields=changed)
