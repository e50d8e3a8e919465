"""Who is told: the one answer, for the bell and for mail."""

from collections.abc import Iterable, Sequence

from directory.models import Membership, PlatformRole
from directory.rights import viewers_with
from stories.models import Story
from workflow.spine.rights import rights_on


def holding(profile: str, structures: Iterable[int], but: Iterable[int] = ()) -> dict[int, list[int]]:
    """The active people (ids) who hold this profile, by structure (ids): those in whom it is held, in one query.

    ``but``: people who could not do the work, whatever they hold.
    """
    held = Membership.objects.filter(structure__in=structures, profile=profile, user__is_active=True)
    people: dict[int, list[int]] = {}
    for structure, person in held.exclude(user__in=but).order_by("user").values_list("structure", "user"):
        people.setdefault(structure, []).append(person)
    return people


def nearest(path: Sequence[int], profile: str, but: Iterable[int] = ()) -> tuple[int | None, list[int]]:
    """Who does the work of a structure (ids of ``path`` from the root down to it): its own people of this profile,
    else those of the nearest above it that has any; with the structure they hold it in. None and nobody, if none has.
    """
    staffed = holding(profile, path, but)
    house = next((pk for pk in reversed(path) if pk in staffed), None)
    return house, staffed.get(house or 0, [])


def steering() -> list[int]:
    """The active people (ids) who steer."""
    held = PlatformRole.objects.filter(role=PlatformRole.Role.STEERING, user__is_active=True)
    return list(held.order_by("user").values_list("user", flat=True))


def seniors_of(story: Story) -> list[int]:
    """The seniors who may read this very story: a title is not for its own house, nor for another network."""
    seniors = viewers_with(PlatformRole.Role.SENIOR)
    return [pk for pk, senior in seniors.items() if "senior" in rights_on(story, senior)]
