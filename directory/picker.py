"""Choosing services in a form: what templates/directory/_structure_picker.html shows, and what it posts.

With a script the person picks from a list as they type. Without, "Chercher" and "Retirer" send the form,
and its view shows it again:

    picker = structure_picker(request.POST, "structures")
    if picker.looking:
        …  # draw the form again with this picker; nothing is decided yet
    picker.chosen  # the structures, in the order they were chosen

One picker to a form: its search field is called `q`.
"""

import dataclasses
import re
from collections.abc import Iterable, Mapping

from django.http import QueryDict

from directory.models import Structure
from directory.search import LONGEST, find_structures, in_order

MOST_CHOSEN = 20
FOUND = 20
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@dataclasses.dataclass
class Picker:
    """The state of the field; `found` is None as long as nobody pressed "Chercher"."""

    field: str
    chosen: list[Structure] = dataclasses.field(default_factory=list)
    words: str = ""
    found: list[Structure] | None = None
    looking: bool = False
    multiple: bool = True
    limit: int = FOUND


def structure_picker(
    data: QueryDict,
    field: str = "structures",
    *,
    multiple: bool = True,
    initial: Iterable[int] = (),
    known: Mapping[int, Structure] | None = None,
) -> Picker:
    """The picker as the data sent leave it; `initial` are the ids to show while nothing was sent.

    `known` are structures the page has loaded already, active and with `since`: they are not asked for again.
    """
    dropped = _ids(data.getlist("drop"))
    ids = [pk for pk in (_ids(data.getlist(field)) if data else initial) if pk not in dropped]
    looking = "find" in data or "drop" in data
    picker = Picker(field, looking=looking, multiple=multiple, words=typed(data))
    picker.chosen = in_order(ids if multiple else ids[-1:], known or {})
    if "find" in data:
        chosen = {structure.pk for structure in picker.chosen}
        found = find_structures(picker.words, limit=FOUND)
        picker.found = [structure for structure in found if structure.pk not in chosen]
    return picker


def typed(data: QueryDict) -> str:
    """What was typed into the search field, of a length that is looked at, without control characters."""
    return CONTROL.sub(" ", data.get("q", "")[:LONGEST]).strip()


def _ids(values: list[str]) -> list[int]:
    """Whatever could be an id, once each."""
    numbers = [int(value) for value in values if re.fullmatch(r"[0-9]{1,18}", value, re.ASCII)]
    return list(dict.fromkeys(numbers))[:MOST_CHOSEN]
