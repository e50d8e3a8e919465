"""Who may be signed in as, in the demo."""

from collections.abc import Iterator
from dataclasses import dataclass

from directory.models import User
from workflow.demo import MAIL_DOMAIN, address, read


@dataclass(frozen=True)
class Person:
    """One account of the demo, in the words shown beside its button."""

    pk: int
    name: str
    says: str
    house: str

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.name, self.says, self.house]))


def everybody() -> Iterator[Person]:
    """The people of the demo who are in the database, in the order of the file (one query)."""
    houses = {each["code"]: each["public_name"] for each in read("structures")["structures"]}
    accounts = dict(
        User.objects.filter(
            email__in=[address(each["key"]) for each in read("people")], is_active=True
        ).values_list("email", "pk")
    )
    for each in read("people"):
        if pk := accounts.get(address(each["key"])):
            name = each.get("name") or each["pseudonym"]
            yield Person(pk, name, each["says"], houses.get(each.get("structure", ""), ""))


def groups() -> dict[str, list[Person]]:
    """The same people, by what they do."""
    found: dict[str, list[Person]] = {"Modération et pilotage": [], "Administrations": [], "Usagers": []}
    for person in everybody():
        if person.house:
            found["Administrations"].append(person)
        elif person.says.startswith("usag"):
            found["Usagers"].append(person)
        else:
            found["Modération et pilotage"].append(person)
    return {title: people for title, people in found.items() if people}


def find(pk: int) -> User | None:
    """The demo's person with this account, and no other account."""
    return User.objects.filter(pk=pk, email__endswith=f"@{MAIL_DOMAIN}", is_active=True).first()
