"""Owing e-mails: decided and committed with the move that causes them.

The rows and their task are written in the move's transaction, or vanish with it. How each kind is drawn, when
it leaves, each room says in its ``mails``.
"""

from collections.abc import Iterable

from directory.models import Membership, Structure
from stories.models import Routing
from workflow.models import Event, Mail
from workflow.notifications.recipients import holding
from workflow.notifications.tasks import send_mails


def owe_author(event: Event, kind: str) -> None:
    """Tell the story's author."""
    _owe([Mail(event=event, kind=kind, person_id=event.story.author_id)])


def owe_people(event: Event, kind: str, people: Iterable[int], structure: Structure) -> None:
    """Tell these people (ids) of what concerns a structure."""
    _owe([Mail(event=event, kind=kind, person_id=person, structure=structure) for person in people])


def owe_agents(event: Event, routings: Iterable[Routing]) -> None:
    """Tell those who answer for these routings: a functional mailbox where there is one, else each agent."""
    held = [(routing, routing.holder) for routing in routings if routing.holder]
    agents = holding(Membership.Profile.DRAFTER, [house.pk for _, house in held if not house.mailbox])
    _owe(
        [
            Mail(event=event, kind="routed", person_id=person, structure_id=routing.structure_id)
            for routing, house in held
            for person in ([None] if house.mailbox else agents.get(house.pk, []))
        ]
    )


def _owe(mails: list[Mail]) -> None:
    if mails:
        Mail.objects.bulk_create(mails, ignore_conflicts=True)
        send_mails.enqueue(mails[0].event_id)
