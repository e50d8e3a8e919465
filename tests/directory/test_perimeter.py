"""Services join over time: since when each answers."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from directory.models import Structure
from directory.perimeter import answers, answers_since
from directory.templatetags.perimeter import perimeter

pytestmark = pytest.mark.django_db


def test_a_structure_answers_since_its_own_date_or_its_nearest_ancestors(world):
    Structure.objects.filter(pk=world.caf_gard.pk).update(answers_since=date(2021, 7, 1))

    since = answers_since([world.cnaf, world.caf_gard, world.caf_ales, world.sip_nimes])

    assert since == {
        world.cnaf.pk: date(2019, 3, 14),
        world.caf_gard.pk: date(2021, 7, 1),
        world.caf_ales.pk: date(2021, 7, 1),
        world.sip_nimes.pk: None,
    }


def test_one_query_tells_it_for_any_number(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        answers_since([world.cnaf])
    with django_assert_num_queries(1):
        answers_since(Structure(pk=pk) for pk in range(1, 500))


def test_an_opening_announced_for_later_is_no_answer_yet():
    today = timezone.localdate()

    assert answers(today)
    assert not answers(today + timedelta(days=1))
    assert not answers(None)


def test_it_is_said_in_words():
    assert perimeter(None) == "ne répond pas encore"
    assert perimeter(date(2019, 3, 14)) == "répond depuis le 14 mars 2019"
    assert perimeter(date(2020, 1, 1)) == "répond depuis le 1er janvier 2020"
    assert perimeter(date(9999, 12, 31)) == "répondra à partir du 31 décembre 9999"


def test_the_command_opens_a_tree(world):
    out = StringIO()
    below = Structure.objects.create(
        code="SPP-6", name="Trésorerie", network=world.dgfip, parent=world.sip_nimes
    )
    below.path = [world.sip_nimes.pk, below.pk]
    below.save()

    call_command("open_perimeter", "SPP-5", "--since", "2024-02-29", stdout=out)

    assert set(answers_since([world.sip_nimes, below]).values()) == {date(2024, 2, 29)}
    assert "2 active structures" in out.getvalue()


def test_below_an_opened_structure_an_own_date_stays(world):
    call_command("open_perimeter", "SPP-3", "--since", "2022-01-01", stdout=StringIO())
    call_command("open_perimeter", "SPP-1", "--since", "2023-01-01", stdout=StringIO())

    since = answers_since([world.caf_gard, world.caf_ales])

    assert since == {world.caf_gard.pk: date(2023, 1, 1), world.caf_ales.pk: date(2022, 1, 1)}


@pytest.mark.parametrize(
    ("code", "since", "why"),
    [
        ("SPP-1", "2023-02-30", "is no date"),
        ("SPP-1", "hier", "is no date"),
        ("SPP-9", "2023-01-01", "No structure has the code"),
        ("SPP-4", "2023-01-01", "is closed"),
    ],
)
def test_the_command_refuses_in_one_line(world, code, since, why):
    Structure.objects.filter(code="SPP-4").update(active=False)

    with pytest.raises(CommandError, match=why):
        call_command("open_perimeter", code, "--since", since)
