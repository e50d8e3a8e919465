"""The demo's structures, procedures and people, put into the directory."""

from directory.models import Membership, Network, PlatformRole, Procedure, Structure, User
from workflow.demo import address, read

People = dict[str, User]
Houses = dict[str, Structure]


def load_houses() -> Houses:
    """The structures by code; parents come first in the file."""
    content = read("structures")
    networks = {name: Network.objects.get_or_create(name=name)[0] for name in content["networks"]}
    houses: Houses = {}
    for each in content["structures"]:
        told = {key: value for key, value in each.items() if key not in {"code", "signature"}}
        told["network"] = networks[told["network"]]
        told["parent"] = houses.get(told.get("parent", ""))
        house, _ = Structure.objects.get_or_create(code=each["code"], defaults=told)
        house.path = [*(house.parent.path if house.parent else []), house.pk]
        house.save(update_fields=["path"])
        houses[house.code] = house
    for each in content["procedures"]:
        Procedure.objects.get_or_create(
            name=each["name"],
            defaults={"keywords": each["keywords"], "network": networks.get(each["network"] or "")},
        )
    return houses


def load_people(houses: Houses) -> People:
    """Everybody by key: authors are known by their address alone, as anywhere."""
    people: People = {}
    for each in read("people"):
        person = User.objects.filter(email=address(each["key"])).first()
        people[each["key"]] = person or User.objects.create_user(address(each["key"]), each.get("name", ""))
        _give_roles(people[each["key"]], each, houses)
    return people


def _give_roles(person: User, told: dict[str, list[str]], houses: Houses) -> None:
    for role in told.get("roles", []):
        given, _ = PlatformRole.objects.get_or_create(user=person, role=role)
        given.networks.set(Network.objects.filter(name__in=told.get("networks", [])))
    for profile in told.get("profiles", []):
        Membership.objects.get_or_create(
            user=person, structure=houses[str(told["structure"])], profile=profile
        )
