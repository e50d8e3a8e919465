"""Everybody the grids speak of, each alone in their role."""

from itertools import count
from types import SimpleNamespace

from directory.models import Membership, PlatformRole, User

PEOPLE: dict[str, dict[str, str]] = {
    "author": {},
    "stranger": {},
    "moderator": {"role": "moderator"},
    "moderator_of_another_network": {"role": "moderator", "network": "dgfip"},
    "moderator_of_their_own_house": {"role": "moderator", "caf_gard": "observer"},
    "senior": {"role": "senior_moderator"},
    "senior_of_another_network": {"role": "senior_moderator", "network": "dgfip"},
    "senior_of_their_own_house": {"role": "senior_moderator", "cnaf": "observer"},
    "steering": {"role": "steering"},
    "observer": {"caf_gard": "observer"},
    "drafter": {"caf_gard": "drafter"},
    "validator": {"caf_gard": "validator"},
    "manager": {"caf_gard": "manager"},
    "ancestor": {"cnaf": "validator"},
    "agent_below": {"caf_ales": "validator"},
    "agent_elsewhere": {"fs_sommieres": "validator"},
}
# Whatever their profile, those who answer read a story when all do: two of them stand for all.
ALIKE_ON_STORIES = {"observer", "validator", "manager", "agent_below", "agent_elsewhere"}
numbers = count(1)


def people_of(kind: str) -> dict[str, dict[str, str]]:
    return {
        who: traits for who, traits in PEOPLE.items() if kind == "routings" or who not in ALIKE_ON_STORIES
    }


def person(name: str, world: SimpleNamespace, role: str = "", network: str = "", **houses: str) -> User:
    user = User.objects.create_user(f"{name}-{next(numbers)}@exemple.test", name)
    if role:
        held = PlatformRole.objects.create(user=user, role=role)
        if network:
            held.networks.add(getattr(world, network))
    for house, profile in houses.items():
        Membership.objects.create(user=user, structure=getattr(world, house), profile=profile)
    return user
