from collections.abc import Callable, Iterator

import pytest

from directory.models import Structure, User
from tests.browser.access.eyes import Eyes

# Nobody types so, but all of it has been pasted into forms.
LONG = {
    "title": f"https://www.exemple.fr/{'demarche' * 15}",
    "text": f"J'ai copié ceci : {'0123456789' * 12}.\n\nEt puis rien, pendant cinq semaines.",
    "pseudonym": "Mamie" * 8,
    "place": "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson (Marne)",
    "other_service": "LeGuichetDuRezDeChaussee" * 8,
}
LONG_NAME = (
    "Caisse nationale d'allocations familiales et de mutualité sociale agricole de Provence-Alpes-Côte d'Azur, "
    "antenne intercommunale de Saint-Laurent-du-Var"
)


@pytest.fixture
def eyes(lasting_site, transactional_db, window) -> Iterator[Callable[..., Eyes]]:
    """Open a window to look through, as somebody if wished; all that was wrong is told at the end."""
    opened: list[Eyes] = []

    def look(person: User | None = None, **more) -> Eyes:
        opened.append(Eyes(window(lasting_site, person, "phone", **more)))
        return opened[-1]

    yield look
    wrong = [fault for each in opened for fault in each.wrong]
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def house_of_a_long_name(world) -> Structure:
    house: Structure = world.cnaf
    house.name, house.town = LONG_NAME, "Saint-Laurent-du-Var"
    house.save(update_fields=["name", "town"])
    return house
