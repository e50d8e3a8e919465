"""Owing e-mails: decided and committed with the move that causes them.

The rows and their task are written in the move's transaction, or vanish with it. How each kind is drawn, when
it leaves, is said in ``mail_kinds``.
"""

from collections.abc import Iterable

from directory.models import Membership
from stories.models import Routing
from workflow.models import Event, Mail
from workflow.notifications.tasks import send_mails


def owe_author(event: Event, kind: str) -> None:
    """Tell the story's author."""
    _owe([Mail(event=event, kind=kind, person_id=event.story.author_id)])


def owe_agents(event: Event, routings: Iterable[Routing]) -> None:
    """Tell those who answer for these routings: a functional mailbox where there is one, else each agent."""
    held = [(routing, routing.holder) for routing in routings if routing.holder]
    agents = _members(Membership.Profile.DRAFTER, [holder.pk for _, holder in held if not holder.mailbox])
    _owe(
        [
            Mail(event=event, kind="routed", person_id=person, structure_id=routing.structure_id)
            for routing, holder in held
            for person in ([None] if holder.mailbox else agents.get(holder.pk, []))
        ]
    )


def owe_validators(event: Event, routing: Routing) -> None:
    """Tell the nearest validators, going up the tree, but never who wrote (four eyes)."""
    path = routing.structure.path
    validators = _members(Membership.Profile.VALIDATOR, path, but=event.actor_id)
    nearest = next((validators[pk] for pk in reversed(path) if pk in validators), [])
    _owe(
        [Mail(event=event, kind="to_validate", person_id=person, structure_id=path[-1]) for person in nearest]
    )


def _members(profile: str, structures: list[int], but: int | None = None) -> dict[int, list[int]]:
    """The active people holding this profile, by structure."""
    people: dict[int, list[int]] = {}
    memberships = Membership.objects.filter(structure__in=structures, profile=profile, user__is_active=True)
    for structure, person in memberships.order_by("pk").values_list("structure_id", "user_id"):
        if person != but:
            people.setdefault(structure, []).append(person)
    return people


def _owe(mails: list[Mail]) -> None:
    if mails:
        Mail.objects.bulk_create(mails, ignore_conflicts=True)
        send_mails.enqueue(mails[0].event_id)
