"""Who is told."""

from directory.models import Membership, PlatformRole, Structure
from directory.rights import viewers_with
from stories.models import Story
from workflow.spine.rights import rights_on


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
