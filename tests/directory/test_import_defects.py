"""Each defect the export is published with, and what becomes of it."""

import pytest

from directory.imports.structures import import_structures
from directory.models import Structure
from tests.directory.exports import HEADER, export, line

pytestmark = pytest.mark.django_db


def imported(tmp_path, **cells):
    report = import_structures(export(tmp_path, line("A", **cells)))
    return Structure.objects.get(code="A"), report


def test_a_broken_first_header_cell_is_understood(tmp_path):
    structure, report = imported(tmp_path)

    assert report.created == 1
    assert (structure.code, structure.name, structure.network.name) == ("A", "Caf du GARD", "CNAF")


def test_a_byte_order_mark_in_front_of_the_file_is_understood(tmp_path):
    header = "\ufeff" + HEADER.replace('"\ufeff""Code SP+ de la structure"""', "Code SP+ de la structure")

    assert import_structures(export(tmp_path, line("A"), header=header)).created == 1


def test_columns_may_come_in_another_order_with_others_between(tmp_path):
    header = ";".join(["Nouvelle colonne", *reversed(HEADER.split(";"))])
    record = ";".join(["?", *reversed(line("A").split(";"))])

    assert import_structures(export(tmp_path, record, header=header)).created == 1
    assert Structure.objects.get().town == "NIMES"


@pytest.mark.parametrize(
    ("written", "commune", "department", "kept"),
    [
        ("4000", "com04070", "dep04", "04000"),
        ("4000", "com04070", "", "04000"),
        ("4000", "", "dep04", "04000"),
        ("30000", "com30189", "dep30", "30000"),
        ("97100", "com97105", "dep971", "97100"),
        ("20000", "com2A004", "dep2A", "20000"),
    ],
)
def test_a_postcode_gets_its_leading_zero_back(tmp_path, written, commune, department, kept):
    cells = {"postcode": written, "commune": commune, "department": department}

    structure, report = imported(tmp_path, **cells)

    assert structure.postcode == kept
    assert report.warnings == []


@pytest.mark.parametrize(
    ("written", "commune", "department"),
    [("4700", "com47001", "dep47"), ("6903", "", ""), ("750004", "com75056", "dep75")],
)
def test_a_postcode_that_would_be_a_guess_is_kept_and_said(tmp_path, written, commune, department):
    cells = {"postcode": written, "commune": commune, "department": department}

    structure, report = imported(tmp_path, **cells)

    assert structure.postcode == written
    assert report.warnings == [(2, f"A: postcode “{written}” kept as written, it is none of France")]


def test_a_foreign_postcode_stays_as_it_is(tmp_path):
    cells = {"postcode": "186", "country": "Italie", "commune": "consIT00186", "department": ""}

    structure, report = imported(tmp_path, **cells)

    assert (structure.postcode, structure.commune, structure.department) == ("186", "", "")
    assert report.warnings == []


@pytest.mark.parametrize(
    ("commune", "department"), [("com97411", "974"), ("com2B033", "2B"), ("com30189", "30")]
)
def test_a_missing_department_is_that_of_the_commune(tmp_path, commune, department):
    structure, _ = imported(tmp_path, commune=commune, department="")

    assert structure.department == department


def test_cells_are_tidied_of_what_cannot_be_seen(tmp_path):
    structure, _ = imported(
        tmp_path,
        name='"Maison de quartier \xa0Le Cadran\xa0 de Rennes"',
        town="BASSE-\u200bTERRE\x00",
        address='"Place du 14 juillet\n BP 35"',
        more="Cedex  09",
        description='"Accueil\r\n\r\n sur  rendez-vous "',
    )

    assert structure.name == "Maison de quartier Le Cadran de Rennes"
    assert structure.town == "BASSE-TERRE"
    assert structure.address == "Place du 14 juillet BP 35, Cedex 09"
    assert structure.description == "Accueil\nsur rendez-vous"


def test_quoted_semicolons_and_quotation_marks_belong_to_the_cell(tmp_path):
    structure, _ = imported(tmp_path, name='"Caf ""Gard"" ; Nîmes"')

    assert structure.name == 'Caf "Gard" ; Nîmes'


def test_a_web_address_pasted_twice_is_read_once(tmp_path):
    structure, _ = imported(tmp_path, website="http://\xa0https://www.cssm.fr")

    assert structure.website == "https://www.cssm.fr"


@pytest.mark.parametrize("website", ["javascript:alert(1)", "voir l'accueil", "http://"])
def test_what_is_no_web_address_is_left_out_and_said(tmp_path, website):
    structure, report = imported(tmp_path, website=website)

    assert structure.website == ""
    assert [text for _, text in report.warnings] == [f"A: website “{website}” left out, it is no web address"]


def test_a_functional_mailbox_is_read(tmp_path):
    structure, _ = imported(tmp_path, mailbox="caf30@exemple.fr")

    assert structure.mailbox == "caf30@exemple.fr"


@pytest.mark.parametrize("mailbox", ["caf30", "a@exemple.fr; b@exemple.fr", "x@y"])
def test_a_bad_mailbox_is_a_warning_and_not_a_refusal(tmp_path, mailbox):
    written = f'"{mailbox}"'

    structure, report = imported(tmp_path, mailbox=written)

    assert structure.mailbox == ""
    assert report.refused == []
    assert report.warnings == [(2, f"A: mailbox “{mailbox}” left out, it is no e-mail address")]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (line(""), "no code"),
        (line("A", name=" "), "A: no name"),
        (line("A", network=""), "A: no network"),
        (line("A", active="Peut-être"), "A: “Peut-être” is neither Oui nor Non"),
        (line("A" * 21), f"{'A' * 20}: code longer than 20 characters"),
        (line("A", name="x" * 301), "A: name longer than 300 characters"),
        (line("A", network="x" * 201), "A: network longer than 200 characters"),
        (line("A") + ";", "27 columns instead of 26"),
        ("A;CNAF", "2 columns instead of 26"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_line(tmp_path, record, reason):
    path = export(tmp_path, line("X", name='"Caf\n du Tarn"'), "", record, line("Y"))

    report = import_structures(path)

    assert report.refused == [(5, reason)]
    assert (report.rows, report.created) == (3, 2)


def test_a_code_said_twice_is_taken_once(tmp_path):
    report = import_structures(export(tmp_path, line("A", name="Première"), line("A", name="Seconde")))

    assert Structure.objects.get().name == "Première"
    assert report.refused == [(3, "A: already on line 2")]


def test_an_unclosed_quotation_mark_says_how_far_it_reaches(tmp_path):
    report = import_structures(export(tmp_path, line("A"), line("B", name='"Caf'), line("C")))

    assert report.created == 1
    [(number, reason)] = report.refused
    assert number == 3
    assert reason.endswith("columns instead of 26, down to line 4")
