"""The grids as they are written, cell by cell.

Each cell: `+` the move is made, `f` seen but not allowed (403), `.` not seen (404), `c` too late (409), `i` it
would make no sense (422). Whoever needs the claim for a move holds it. People are named by what they are.
"""

from pathlib import Path

from workflow.spine.transitions import TRANSITIONS

HERE = Path(__file__).parent
Grid = dict[str, dict[str, str]]  # transition → role → its cells


def _sections(kind: str) -> dict[str, list[str]]:
    """Title → lines, without the words that come before the first title."""
    found: dict[str, list[str]] = {}
    for line in (HERE / f"{kind}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            found[line.removeprefix("# ")] = []
        elif line and found:
            found[list(found)[-1]].append(line)
    return found


def _grid(lines: list[str]) -> Grid:
    found: Grid = {}
    width = len(columns(lines)) * 2 - 1
    for line in lines[1:]:
        if not line.startswith(" "):
            found[line] = {}
            continue
        cells, roles = line[-width:].split(), line[:-width].split()
        found[list(found)[-1]] |= dict.fromkeys(roles, "".join(cells))
    return found


def columns(lines: list[str]) -> list[str]:
    return lines[0].split()


SECTIONS = {
    (kind, title): lines for kind in ("stories", "routings") for title, lines in _sections(kind).items()
}
GRIDS = {section: _grid(lines) for section, lines in SECTIONS.items()}
COLUMNS = {section: columns(lines) for section, lines in SECTIONS.items()}


def written_down() -> list[str]:
    """Every transition that has its place, as often as it has one."""
    return [name for grid in GRIDS.values() for name in grid]


def expected(section: tuple[str, str], name: str, people: dict[str, dict[str, str]]) -> dict[str, str]:
    """What the grid says of each person; the clock may do nothing that is not its own."""
    rows = GRIDS[section][name]
    # On a routing, holding a role in the house is what counts, whatever else one is.
    own_house = {"moderator_of_their_own_house": "observer", "senior_of_their_own_house": "observer"}
    same = own_house if section[0] == "routings" else {}
    cells = {who: rows.get(same.get(who, who), rows["anybody"]) for who in people}
    return cells | {"clock": rows.get("clock", "f" * len(COLUMNS[section]))}


def written(name: str, rows: dict[str, str]) -> str:
    """Rows as text, so that a difference reads as the grid does."""
    assert name in TRANSITIONS
    return "\n".join([name, *(f"    {who:32}{' '.join(cells)}" for who, cells in rows.items())])
