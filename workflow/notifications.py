"""Who is told what, in the app: rows kept until read, and a live bell."""

from collections.abc import Iterable

from directory.models import Membership, PlatformRole, Structure, User
from workflow.announcements import announce_person
from workflow.models import Event, Notification


def notify(event: Event, people: Iterable[User], kind: Notification.Kind) -> None:
    """Tell these people of the event, once each; whoever did it is not told."""
    told = [person for person in people if person.pk != event.actor_id]
    if not told:
        return
    Notification.objects.bulk_create(
        [
            Notification(
                person=person,
                kind=kind,
                event=event,
                story_id=event.story_id,
                routing_id=event.routing_id,
                at=event.at,
            )
            for person in told
        ],
        ignore_conflicts=True,
    )
    announce_person(*(person.pk for person in told))


def members(structure: Structure, profile: Membership.Profile) -> list[User]:
    """The active people who hold this profile in this very structure."""
    return list(
        User.objects.filter(is_active=True, memberships__structure=structure, memberships__profile=profile)
    )


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


def steering() -> list[User]:
    return list(
        User.objects.filter(is_active=True, platform_roles__role=PlatformRole.Role.STEERING).distinct()
    )


def mark_read(person: User, upto: int) -> None:
    """Everything this person had before them when they said "tout est lu"."""
    from workflow.moves import now

    Notification.objects.filter(person=person, pk__lte=upto, read_at=None).update(read_at=now())
    announce_person(person.pk)
