"""Fragments: drawn once per audience, alike by pages and pushes."""

import pytest
from django.core.cache import caches
from django.template import TemplateDoesNotExist, engines
from django.test import RequestFactory

from live.drawing import draw_heard, what_is_heard
from live.fragments import Fragment, draw, draw_for, register
from live.log import Row
from live.page import granted, live_page
from tests.live import fragments
from tests.live.fragments import SECRET, THING


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    caches["drawings"].clear()


def page(template: str, **context) -> str:
    return engines["django"].from_string("{% load live %}" + template).render(context)


def test_a_page_draws_what_a_push_draws(thing, ines) -> None:
    drawn = page('{% fragment "thing" item %}', item=thing, viewer=ines.viewer)
    assert drawn == draw(THING, thing, "all")


def test_a_page_draws_nothing_for_those_who_may_not_see(thing, ines, stranger) -> None:
    template = '{% fragments "secret" items %}'
    assert page(template, items=[thing], viewer=stranger.viewer) == ""
    assert page(template, items=[thing], viewer=ines.viewer) == draw(SECRET, thing, "desk")


def test_a_drawing_is_kept_until_its_item_changes(thing, ines, settings) -> None:
    first = draw_for(THING, [thing], ines.viewer)
    settings.TEMPLATES = []  # nothing can be drawn any more
    assert draw_for(THING, [thing], ines.viewer) == first
    thing.name = "1 changé"
    with pytest.raises(TemplateDoesNotExist):
        draw_for(THING, [thing], ines.viewer)


def test_each_audience_is_drawn_once_whatever_the_number_of_viewers(
    thing, ines, karim, stranger, django_assert_num_queries
) -> None:
    viewers = {person.viewer for person in (ines, karim, stranger)}
    (heard,) = what_is_heard([Row(("desk",), "thing", thing.pk, 1)] * 3)
    with django_assert_num_queries(1):
        (frames,) = draw_heard([(heard, viewers)])
    assert frames is not None
    assert frames[ines.viewer][0] is frames[karim.viewer][0]
    assert frames[stranger.viewer] == []


def test_the_number_of_queries_does_not_depend_on_the_number_of_changes(
    db, ines, django_assert_num_queries
) -> None:
    rows = [Row(("desk", f"other:{n}"), "thing", fragments.make(f"{n}").pk, n) for n in range(30)]
    wanted = [(heard, {ines.viewer}) for heard in what_is_heard(rows)]
    assert len(wanted) == 1
    with django_assert_num_queries(1):
        draw_heard(wanted)


def test_two_fragments_cannot_have_one_name() -> None:
    with pytest.raises(ValueError, match="thing"):
        register(Fragment(**{f: getattr(THING, f) for f in THING.__dataclass_fields__}))


def test_a_page_takes_its_position_by_one_query(ines, django_assert_num_queries) -> None:
    request = RequestFactory().get("/")
    request.user = ines
    with django_assert_num_queries(1):
        live = live_page(request, "moderation", "bench:7")
    assert granted(live.token) == (ines.pk, ("moderation", "bench:7"))
    assert live.attributes.startswith('data-live-token="')
