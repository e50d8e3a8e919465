"""Every transition, from every state, by everybody."""

import pytest

from tests.workflow.spine.table.attempts import cell
from tests.workflow.spine.table.grids import COLUMNS, GRIDS, expected, written, written_down
from tests.workflow.spine.table.items import a_routing, a_story
from tests.workflow.spine.table.people import PEOPLE, people_of, person
from workflow.spine.transitions import TRANSITIONS

pytestmark = pytest.mark.django_db


def test_every_transition_has_its_place_in_the_grids():
    assert sorted(written_down()) == sorted(TRANSITIONS)
    named = {role for grid in GRIDS.values() for rows in grid.values() for role in rows}
    assert named - {"anybody", "clock"} <= set(PEOPLE)
    for section, grid in GRIDS.items():
        for name, rows in grid.items():
            assert {len(cells) for cells in rows.values()} == {len(COLUMNS[section])}, name


@pytest.mark.parametrize("section", GRIDS, ids=lambda section: section[1])
def test_the_grid(section: tuple[str, str], world):
    traits = people_of(section[0])
    people = {who: person(who, world, **known) for who, known in traits.items()}
    colleague = person("colleague", world, role="senior_moderator", caf_gard="validator")
    make = a_story if section[0] == "stories" else a_routing
    items = [make(column, people["author"], colleague, world) for column in COLUMNS[section]]

    for name in GRIDS[section]:
        found = {
            who: "".join(cell(name, item, people.get(who), colleague, world) for item in items)
            for who in [*people, "clock"]
        }
        assert written(name, found) == written(name, expected(section, name, traits))
