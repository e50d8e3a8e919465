"""/services/recherche/: a list of options for htmx, a page for anybody else."""

import json
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from directory.models import Structure
from tests.shared import shared_data

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "structures-options"}


class Executed(HTMLParser):
    """What a browser would run of a page: inline scripts, handlers, script addresses, foreign frames."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    @classmethod
    def by(cls, html: str) -> list[str]:
        parser = cls()
        parser.feed(html)
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [name for name in given if name.startswith("on")]
        self.found += [value for value in given.values() if value and value.startswith("javascript:")]
        if tag == "iframe" or (tag == "script" and "src" not in given):
            self.found.append(tag)


def options(client, words: str) -> str:
    return client.get(reverse("directory:search"), {"q": words}, headers=HTMX).text


def test_htmx_gets_a_list_of_options(client, world):
    html = options(client, "nimes")

    assert html.startswith('<ul class="suggestions" role="listbox" id="structures-options"')
    assert html.count('role="option"') == 2
    assert f'data-value="{world.caf_gard.pk}"' in html
    assert "Nîmes · Branche Famille" in html
    assert "répond depuis le 14 mars 2019" in html
    assert "ne répond pas encore" in html
    assert 'data-said="2 services trouvés"' in html


def test_nothing_found_is_said_and_nothing_asked_is_not(client, world):
    assert 'data-said="Aucun service trouvé. Essayez un autre mot, ou une ville." hidden' in options(
        client, "zzzz"
    )
    assert 'data-said="" hidden' in options(client, " ")


def test_without_htmx_it_is_a_page_with_links(client, world):
    page = client.get(reverse("directory:search"), {"q": "nimes"})

    assert "<!doctype html>" in page.text
    assert page.text.count(f"?structure={world.caf_gard.pk}") == 2
    assert "2 services trouvés" in page.text
    assert 'value="nimes"' in page.text


def test_a_list_that_was_cut_says_so(client, world):
    Structure.objects.bulk_create(
        Structure(code=f"T-{n}", name=f"Trésorerie {n}", network=world.dgfip) for n in range(11)
    )

    assert "Les 10 premiers services trouvés" in options(client, "trésorerie")
    assert "11 services trouvés" in client.get(reverse("directory:search"), {"q": "tresorerie"}).text


def test_both_answers_are_kept_apart_by_caches(client, world):
    assert "HX-Request" in client.get(reverse("directory:search"))["Vary"]


def test_the_page_costs_a_constant_number_of_queries(client, world, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(reverse("directory:search"), {"q": "nimes"})
    with django_assert_num_queries(2):
        client.get(reverse("directory:search"), {"q": "nimse sommiere"})


def test_it_only_reads(client):
    assert client.post(reverse("directory:search")).status_code == 405


def test_what_was_typed_is_never_executed(client, world):
    page = client.get(reverse("directory:search"), {"q": "<script>alert(1)</script>\0"})

    assert "<script>alert" not in page.text
    assert "\0" not in page.text


def test_a_target_that_is_no_id_stays_text(client, world):
    headers = HTMX | {"HX-Target": '"><script>'}

    assert '"><script>' not in client.get(reverse("directory:search"), headers=headers).text


def test_a_megabyte_is_answered(client, world):
    page = client.get(reverse("directory:search"), {"q": "é" * 500_000})

    assert page.status_code == 200
    assert len(page.content) < 30_000


def test_the_watch_for_what_is_executed_is_awake():
    html = '<img onerror="x"><script>x</script><a href="javascript:x"><iframe>'

    assert len(Executed.by(html)) == 4


def test_no_hostile_string_breaks_it(client, world):
    strings = json.loads(shared_data("blns/blns.json").read_text())
    assert len(strings) == 515

    for number, words in enumerate(strings):
        # The page repeats what was typed, the options do not: one in five of these is enough.
        for headers in ({}, HTMX)[: 1 + (number % 5 == 0)]:
            answer = client.get(reverse("directory:search"), {"q": words}, headers=headers)
            assert answer.status_code == 200, words
            assert not Executed.by(answer.text), words
