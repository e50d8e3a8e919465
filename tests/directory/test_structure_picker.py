"""The field of a form in which services are chosen, with and without a script."""

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from directory.models import Structure
from directory.picker import structure_picker

pytestmark = pytest.mark.django_db


def sent(**fields) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, [str(value) for value in values])
    return data


def drawn(picker) -> str:
    return render_to_string("directory/_structure_picker.html", {"picker": picker})


def test_the_chosen_come_in_the_order_they_were_chosen(world, django_assert_num_queries):
    ids = [world.sip_nimes.pk, world.caf_gard.pk, world.sip_nimes.pk]

    with django_assert_num_queries(1):
        picker = structure_picker(sent(structures=ids))

    assert picker.chosen == [world.sip_nimes, world.caf_gard]
    assert not picker.looking


def test_chercher_offers_what_is_not_chosen_yet(world):
    picker = structure_picker(sent(structures=[world.caf_gard.pk], find=[1], q=["nimes"]))

    assert picker.looking
    assert picker.chosen == [world.caf_gard]
    assert picker.found == [world.sip_nimes]
    html = drawn(picker)
    assert f'<input type="hidden" name="structures" value="{world.caf_gard.pk}">' in html
    assert f'name="structures" value="{world.sip_nimes.pk}">' in html
    assert 'type="checkbox"' in html
    assert "1 service trouvé<" in html


def test_retirer_takes_one_away(world):
    ids = [world.caf_gard.pk, world.sip_nimes.pk]

    picker = structure_picker(sent(structures=ids, drop=[world.caf_gard.pk]))

    assert picker.looking
    assert picker.chosen == [world.sip_nimes]


def test_where_one_service_is_asked_for_the_last_choice_counts(world):
    ids = [world.caf_gard.pk, world.sip_nimes.pk]

    picker = structure_picker(sent(service=ids, find=[1], q=["alès"]), "service", multiple=False)

    assert picker.chosen == [world.sip_nimes]
    assert 'type="radio"' in drawn(picker)
    assert "data-multiple" not in drawn(picker)


def test_what_was_chosen_before_is_shown_until_something_is_sent(world):
    initial = [world.caf_gard.pk]

    assert structure_picker(sent(), initial=initial).chosen == [world.caf_gard]
    assert structure_picker(sent(q=[""]), initial=initial).chosen == []


def test_a_service_that_does_not_answer_yet_is_said_so(world):
    html = drawn(structure_picker(sent(structures=[world.sip_nimes.pk])))

    assert "ne répond pas encore" in html


@pytest.mark.parametrize("value", ["", "x", "-1", "1e3", "9" * 30, "\0", "٣", "1 OR 1=1"])
def test_what_is_no_id_chooses_nothing(world, value):
    assert structure_picker(sent(structures=[value])).chosen == []


def test_closed_services_cannot_be_chosen(world):
    Structure.objects.filter(pk=world.caf_gard.pk).update(active=False)

    assert structure_picker(sent(structures=[world.caf_gard.pk])).chosen == []


def test_nobody_chooses_a_thousand(world):
    picker = structure_picker(sent(structures=[*range(10**6, 10**6 + 1000), world.caf_gard.pk]))

    assert picker.chosen == []


def test_the_pattern_for_new_chips_is_empty(world):
    html = drawn(structure_picker(sent()))

    assert '<input type="hidden" name="structures" value="">' in html
    assert "None" not in html
    assert "<script" not in html
