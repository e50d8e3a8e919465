"""The State's own list, as published on 2023-05-20."""

import pytest
from django.db import connection

from directory.imports.structures import import_structures
from directory.models import Network, Structure
from directory.search import find_structures
from tests.shared import shared_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def real_export(takes_long):
    return shared_data("spp-structures/export-structures.csv")


def test_the_real_export_is_read_whole_once_and_its_tree_stands(real_export):
    report = import_structures(real_export)

    assert (report.rows, report.created, report.updated) == (14_763, 14_763, 0)
    assert (report.closed, report.refused) == (788, [])
    assert [(line, text.split(" kept")[0]) for line, text in report.warnings] == [
        (2047, "STR-177: postcode “750004”"),
        (6665, "NiOJalQIG1: postcode “4700”"),
        (7289, "STR-984: postcode “6903”"),
        (8047, "STR-978: postcode “5999”"),
        (8836, "ZYipBCKTEt: postcode “2900”"),
        (11270, "STR-1246: postcode “6922”"),
        (14548, "fz1wLmaZTh: postcode “4200”"),
        (14710, "QAAqtARXn4: postcode “2190”"),
    ]

    again = import_structures(real_export)

    assert (again.created, again.updated, again.closed) == (0, 0, 0)
    assert again.unchanged == 14_763
    the_real_tree_stands()


def the_real_tree_stands():
    structures = Structure.objects.all()
    assert Network.objects.count() == 37
    assert structures.filter(active=True).count() == 13_975
    assert structures.filter(active=False, closed_at__isnull=False).count() == 788
    assert structures.filter(parent=None).count() == 38
    depths = {depth: structures.filter(path__len=depth).count() for depth in range(8)}
    assert depths == {0: 0, 1: 38, 2: 3049, 3: 1272, 4: 5573, 5: 3982, 6: 736, 7: 113}
    assert structures.exclude(mailbox="").count() == 242
    assert structures.exclude(website="").count() == 1100
    assert structures.filter(postcode__regex="^0").count() == 978
    assert structures.filter(country="France", postcode__regex="^[0-9]{4}$").count() == 7
    caf = structures.get(name="Caf du GARD")
    assert [caf.parent.name, caf.town, caf.postcode] == [
        "CAISSE NATIONALE DES ALLOCATIONS FAMILIALES",
        "NIMES",
        "30000",
    ]


def test_a_service_is_found_in_it_through_the_index(real_export):
    import_structures(real_export)

    assert [str(found) for found in find_structures("caf nimes")] == ["Caf du GARD"]
    assert [str(found) for found in find_structures("caf montpelier")] == ["Caf de l'HERAULT"]
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN SELECT id FROM directory_structure"
            " WHERE active AND search @@ to_tsquery('vox_words', 'caf:* & nimes:*')"
        )
        assert "structure_search" in str(cursor.fetchall())
