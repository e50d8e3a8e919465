"""Telling people in the app: rows kept until read, and a live bell."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from directory.models import User
from live import log
from workflow.models import Event, Notification
from workflow.spine.topics import announce_person, changes_of_people

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


def mark_one_read(person: User, pk: int) -> None:
    """The notification that this person follows."""
    from workflow.spine.instant import now

    if Notification.objects.filter(person=person, pk=pk, read_at=None).update(read_at=now()):
        announce_person(person.pk)


def mark_read(person: User, upto: int) -> None:
    """Everything this person had before them when they said "tout est lu"."""
    from workflow.spine.instant import now

    Notification.objects.filter(person=person, pk__lte=upto, read_at=None).update(read_at=now())
    announce_person(person.pk)
