"""What an import does to a directory that already holds something."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from directory.imports.structures import import_structures
from directory.models import Structure
from tests.directory.exports import HEADER, export, line

pytestmark = pytest.mark.django_db


def tree() -> dict[str, list[str]]:
    codes = dict(Structure.objects.values_list("pk", "code"))
    return {one.code: [codes[pk] for pk in one.path] for one in Structure.objects.all()}


def test_a_second_run_changes_nothing(tmp_path):
    path = export(tmp_path, line("A"), line("B", parent="A", active="Non"))
    import_structures(path)
    before = list(Structure.objects.order_by("pk").values())

    report = import_structures(path)

    assert (report.created, report.updated, report.closed, report.unchanged) == (0, 0, 0, 2)
    assert list(Structure.objects.order_by("pk").values()) == before


def test_a_changed_row_alone_is_updated(tmp_path):
    import_structures(export(tmp_path, line("A"), line("B")))

    report = import_structures(export(tmp_path, line("A", town="ALES"), line("B")))

    assert (report.created, report.updated, report.unchanged) == (0, 1, 1)
    assert Structure.objects.get(code="A").town == "ALES"


def test_what_the_file_does_not_speak_of_stays(tmp_path, world):
    import_structures(export(tmp_path, line("A")))
    Structure.objects.filter(code="A").update(answers_since=date(2019, 3, 14), validates=False)

    import_structures(export(tmp_path, line("A", town="ALES")))

    structure = Structure.objects.get(code="A")
    assert (structure.answers_since, structure.validates) == (date(2019, 3, 14), False)
    world.caf_ales.refresh_from_db()
    assert world.caf_ales.active
    assert world.caf_ales.path == [world.cnaf.pk, world.caf_gard.pk, world.caf_ales.pk]


def test_a_structure_closes_once_and_may_open_again(tmp_path):
    opened, closed = export(tmp_path, line("A")), export(tmp_path, line("A", active="Non"), name="2.csv")
    import_structures(opened)

    assert import_structures(closed).closed == 1
    first = Structure.objects.get().closed_at
    assert not Structure.objects.get().active
    assert first is not None

    import_structures(export(tmp_path, line("A", active="Non", town="ALES"), name="3.csv"))
    assert Structure.objects.get().closed_at == first

    assert import_structures(opened).closed == 0
    structure = Structure.objects.get()
    assert (structure.active, structure.closed_at) == (True, None)


def test_a_parent_may_come_later(tmp_path):
    import_structures(export(tmp_path, line("C", parent="B"), line("B", parent="A"), line("A")))

    assert tree() == {"A": ["A"], "B": ["A", "B"], "C": ["A", "B", "C"]}


def test_a_parent_may_be_in_the_directory_already(tmp_path):
    import_structures(export(tmp_path, line("A")))

    report = import_structures(export(tmp_path, line("B", parent="A")))

    assert report.warnings == []
    assert tree()["B"] == ["A", "B"]


def test_a_structure_whose_parent_never_comes_is_a_root_and_said_to_be(tmp_path):
    path = export(tmp_path, line("A", parent="NULLEPART"))

    report = import_structures(path)

    assert tree() == {"A": ["A"]}
    assert report.warnings == [(2, "A: parent “NULLEPART” is nowhere, taken as a root")]
    assert import_structures(path).updated == 0


def test_a_parent_that_was_refused_never_comes(tmp_path):
    report = import_structures(export(tmp_path, line("A", name=""), line("B", parent="A")))

    assert tree() == {"B": ["B"]}
    assert [number for number, _ in report.warnings] == [3]


@pytest.mark.parametrize(
    ("parents", "cut", "paths"),
    [
        ({"A": "A"}, [2], {"A": ["A"]}),
        ({"A": "B", "B": "A"}, [3], {"A": ["B", "A"], "B": ["B"]}),
        (
            {"D": "C", "A": "B", "B": "C", "C": "A"},
            [5],
            {"A": ["C", "B", "A"], "B": ["C", "B"], "C": ["C"], "D": ["C", "D"]},
        ),
    ],
)
def test_a_ring_of_parents_is_cut_where_the_file_closes_it(tmp_path, parents, cut, paths):
    path = export(tmp_path, *(line(code, parent=parent) for code, parent in parents.items()))

    report = import_structures(path)

    assert [number for number, _ in report.warnings] == cut
    assert tree() == paths
    assert import_structures(path).updated == 0


def test_a_ring_closed_through_the_directory_is_cut_too(tmp_path):
    import_structures(export(tmp_path, line("A"), line("B", parent="A")))

    report = import_structures(export(tmp_path, line("A", parent="B")))

    assert report.warnings == [(2, "A: its own ancestor, taken as a root")]
    assert tree() == {"A": ["A"], "B": ["A", "B"]}


def test_what_lies_below_a_structure_moves_with_it(tmp_path):
    lines = [line("A"), line("B", parent="A"), line("C", parent="B")]
    import_structures(export(tmp_path, *lines))

    report = import_structures(export(tmp_path, line("NEW"), line("B", parent="NEW")))

    assert (report.created, report.updated) == (1, 1)
    assert tree()["C"] == ["NEW", "B", "C"]


def test_the_number_of_queries_does_not_grow_with_the_rows(tmp_path, django_assert_num_queries):
    path = export(tmp_path, *(line(f"S{n}") for n in range(300)))

    with django_assert_num_queries(12):
        import_structures(path)
    with django_assert_num_queries(11):
        import_structures(path)


def test_the_command_tells_counts_refusals_and_warnings(tmp_path):
    out = StringIO()
    path = export(tmp_path, line("A"), line("B", active="?"), line("C", mailbox="nope"))

    call_command("import_structures", path, stdout=out, verbosity=0)

    told = out.getvalue().splitlines()
    assert [line.split() for line in told[1:8]] == [
        ["rows", "read", "3"],
        ["created", "2"],
        ["updated", "0"],
        ["unchanged", "0"],
        ["closed", "0"],
        ["refused", "1"],
        ["warnings", "1"],
    ]
    assert told[8:] == [
        "refused, line 3: B: “?” is neither Oui nor Non",
        "warning, line 4: C: mailbox “nope” left out, it is no e-mail address",
    ]


def test_the_command_shows_its_progress(tmp_path, capsys):
    call_command("import_structures", export(tmp_path, line("A")), stdout=StringIO())

    assert "1/1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "columns missing: “Code SP+ de la structure”, “Code SP+ structure parent” and 15 more"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "not UTF-8 text"),
        (HEADER.encode("cp1252", "ignore") + b"\r\n", "not UTF-8 text"),
        (HEADER.encode("utf-16"), "not UTF-8 text"),
        (HEADER.replace(";", ",").encode(), "columns missing"),
        (HEADER.replace("Actif", "Active").encode(), "columns missing: “Actif”."),
        (b'{"structures": []}', "columns missing"),
        (f'{HEADER}\r\n"{"x" * 140_000}'.encode(), "not CSV from line 2 on"),
    ],
)
def test_a_bad_file_gets_one_clear_line(tmp_path, content, why):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)

    with pytest.raises(CommandError) as refusal:
        call_command("import_structures", path, verbosity=0)

    assert why in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert not Structure.objects.exists()


def test_a_missing_file_or_a_folder_gets_one_clear_line(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.csv: No such file"):
        call_command("import_structures", tmp_path / "nowhere.csv", verbosity=0)
    with pytest.raises(CommandError, match="Is a directory"):
        call_command("import_structures", tmp_path, verbosity=0)
