"""Who is told what, in the app: rows kept until read, and a live bell."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from directory.models import Membership, PlatformRole, Structure, User
from directory.rights import viewers_with
from live import log
from stories.models import Story
from workflow.announcements import announce_person, changes_of_people
from workflow.models import Event, Notification
from workflow.rights import rights_on

# The rows, the mails owed with them, and the bells that show them, in one statement.
NOTIFY = """
WITH told AS (
    INSERT INTO workflow_notification (person_id, kind, event_id, story_id, routing_id, at)
    SELECT person, %(kind)s, %(event)s, %(story)s, %(routing)s, %(at)s FROM unnest(%(people)s::bigint[]) AS person
    ON CONFLICT DO NOTHING
), owed AS (
    INSERT INTO workflow_mail (event_id, kind, person_id)
    SELECT %(event)s, %(mail)s, person FROM unnest(%(people)s::bigint[]) AS person WHERE %(mail)s <> ''
    ON CONFLICT DO NOTHING
)
{announced}
"""


def notify(event: Event, people: Iterable[int | None], kind: Notification.Kind, mail: str = "") -> None:
    """Tell these people (ids) of the event, once each; whoever did it is not told.

    ``mail``: each is owed a mail of this kind too, for ``tasks.send_mails`` to send.
    """
    told = [person for person in dict.fromkeys(people) if person and person != event.actor_id]
    if not told:
        return
    announced, topics = log.insertion(changes_of_people(told))
    parameters: dict[str, Any] = {
        "people": told,
        "kind": kind,
        "mail": mail,
        "event": event.pk,
        "story": event.story_id,
        "routing": event.routing_id,
        "at": event.at,
    }
    with connection.cursor() as cursor:
        cursor.execute(NOTIFY.format(announced=announced), parameters | topics)
    log.ring_once_committed()


def members(structure: Structure, profile: Membership.Profile) -> list[int]:
    """The active people (ids) who hold this profile in this very structure."""
    held = Membership.objects.filter(structure=structure, profile=profile, user__is_active=True)
    return list(held.order_by("user").values_list("user", flat=True))


def nearest_with(structure: Structure, profile: Membership.Profile) -> Structure | None:
    """The structure itself if somebody active holds the profile there, else its nearest such ancestor."""
    staffed = {
        found.pk: found
        for found in Structure.objects.filter(
            pk__in=structure.path,
            memberships__profile=profile,
            memberships__user__is_active=True,
        )
    }
    return next((staffed[pk] for pk in reversed(structure.path) if pk in staffed), None)


def steering() -> list[int]:
    """The active people (ids) who steer."""
    held = PlatformRole.objects.filter(role=PlatformRole.Role.STEERING, user__is_active=True)
    return list(held.order_by("user").values_list("user", flat=True))


def seniors_of(story: Story) -> list[int]:
    """The seniors who may read this very story: a title is not for its own house, nor for another network."""
    seniors = viewers_with(PlatformRole.Role.SENIOR)
    return [pk for pk, senior in seniors.items() if "senior" in rights_on(story, senior)]


def mark_one_read(person: User, pk: int) -> None:
    """The notification that this person follows."""
    from workflow.moves import now

    if Notification.objects.filter(person=person, pk=pk, read_at=None).update(read_at=now()):
        announce_person(person.pk)


def mark_read(person: User, upto: int) -> None:
    """Everything this person had before them when they said "tout est lu"."""
    from workflow.moves import now

    Notification.objects.filter(person=person, pk__lte=upto, read_at=None).update(read_at=now())
    announce_person(person.pk)
