"""The journal on screen: filtered, page by page."""

from datetime import timedelta
from html import unescape

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils.timezone import localdate

from stories.models import Story
from tests.pressing import publish
from tests.stories_made import published_story, submitted_story
from tests.workflow.desks import signed_in
from tests.workflow.journal.reading import FILE, PAGE, correct, lines, reject, told
from workflow.journal import entries
from workflow.journal.entries import matching, visible_to
from workflow.journal.forms import JournalForm
from workflow.models import Event
from workflow.spine.instant import at, now

pytestmark = pytest.mark.django_db


class TestFilters:
    @pytest.fixture
    def decided(self, world, mamie, ines, karim) -> dict[str, Story]:
        """A day ago Karim refused one at the Caf d'Alès; today Inès published one at the tax office."""
        refused = submitted_story(mamie, world.caf_ales)
        with at(now() - timedelta(days=1)):
            reject(refused, karim)
        published = submitted_story(mamie, world.sip_nimes)
        publish(published, ines, world.sip_nimes)
        return {"refused": refused, "published": published}

    @pytest.mark.parametrize(
        ("query", "kept"),
        [
            ("", {"refused", "published"}),
            ("qui={karim}", {"refused"}),
            ("decision=publish", {"published"}),
            ("motif=off_topic", {"refused"}),
            ("motif=abusive", set()),
            ("structure={cnaf}", {"refused"}),
            ("structure={sip}", {"published"}),
            ("du={today}", {"published"}),
            ("au={yesterday}", {"refused"}),
            ("du={yesterday}&au={today}", {"refused", "published"}),
            ("recit={refused}", {"refused"}),
        ],
    )
    def test_keep_what_they_say_on_the_page_and_in_the_file(self, decided, query, kept, world, ines, karim):
        today = localdate()
        query = query.format(
            karim=karim.pk,
            cnaf=world.cnaf.pk,
            sip=world.sip_nimes.pk,
            today=today,
            yesterday=today - timedelta(days=1),
            refused=decided["refused"].pk,
        )
        page = signed_in(ines).get(f"{PAGE}?{query}").text
        listed = {line["N° du récit"] for line in lines(ines, f"?{query}")}

        assert {name for name, story in decided.items() if f'?recit={story.pk}"' in page} == kept
        assert listed == {str(decided[name].pk) for name in kept}

    @pytest.mark.parametrize(
        "query",
        [
            "qui=x",
            "qui=99999999",
            "decision=x",
            "motif=x",
            "du=hier",
            "recit=-1",
            "avant=x",
            "structure=99999999",
            "au=2026-02-30",
            "du=2026-11-02&au=2026-11-01",
        ],
    )
    def test_that_mean_nothing_are_said_so(self, ines, query):
        page = signed_in(ines).get(f"{PAGE}?{query}")

        assert page.status_code == 400 and "pas compris" in page.text
        assert signed_in(ines).get(f"{FILE}?{query}").status_code == 422

    @pytest.mark.parametrize(
        ("query", "field", "said"),
        [
            ("recit=douze", "recit", "Un numéro, en chiffres."),
            ("recit=0", "recit", "Un numéro, en chiffres."),
            ("du=2026-02-30", "du", "Cette date n'existe pas."),
            ("du=2026-11-02&au=2026-11-01", "au", "Cette date vient avant «\u00a0Du\u00a0»."),
            ("qui=99999999", "qui", "Personne inconnue."),
            ("structure=99999999", "structure", "Ce service n'existe pas."),
        ],
    )
    def test_that_are_wrong_are_marked_beside_their_field(self, ines, query, field, said):
        page = unescape(signed_in(ines).get(f"{PAGE}?{query}").text)

        assert page.count(said) == 1
        mistake = page.split(said)[0].rsplit("<p ", 1)[1]
        assert f'id="{field}_error"' in mistake or f'id="{field}-error"' in mistake

    def test_name_stories_by_a_number_that_pages_show(self, decided, ines):
        pk = decided["refused"].pk
        client = signed_in(ines)

        assert f"n° {pk}" in client.get(PAGE).text
        assert f"Historique du récit n° {pk}" in client.get(f"{PAGE}?recit={pk}").text
        assert f"Historique du récit n° {pk}" in client.get(reverse("workflow:bench", args=[pk])).text

    def test_of_one_story_adds_its_whole_history(self, decided, ines, mamie):
        page = signed_in(ines).get(f"{PAGE}?recit={decided['refused'].pk}").text

        assert "Histoire du récit" in page and "non publiée par Karim B." in page


class TestPages:
    def test_follow_each_other_without_a_gap(self, world, mamie, ines, monkeypatch):
        monkeypatch.setattr("workflow.journal.entries.SHOWN", 2)
        for _ in range(5):
            reject(submitted_story(mamie, world.caf_gard), ines)
        every = [entry.event.pk for entry in entries.page(visible_to(ines.viewer), length=99)]
        url, seen = PAGE, []
        while url:
            page = signed_in(ines).get(url).text
            seen += [int(part.split('"')[0]) for part in page.split('id="entry-')[1:]]
            url = PAGE + page.split('rel="next" href="')[1].split('"')[0] if 'rel="next"' in page else ""

        assert seen == every

    def test_ask_the_database_the_same_however_many_lines_there_are(
        self, world, mamie, ines, django_assert_max_num_queries
    ):
        counts = []
        for _ in range(2):
            for _ in range(6):
                story = submitted_story(mamie, world.caf_gard, text="Un récit ferme.")
                correct(story, ines, world.caf_gard, "Un récit fermé.")
                reject(submitted_story(mamie, world.caf_gard), ines)
            client = signed_in(ines)
            client.get(PAGE)
            with django_assert_max_num_queries(10) as queries:
                client.get(PAGE)
            counts.append(len(queries))
        assert counts[0] == counts[1]


def test_the_form_and_the_database_speak_of_the_same_filters():
    form = JournalForm(QueryDict(""))

    assert form.is_valid()
    assert list(matching(Event.objects.none(), **form.wanted)) == []


def test_a_published_story_never_reported_has_no_line(world, mamie, ines):
    published_story(mamie, world.caf_gard)

    assert reverse("workflow:journal") == PAGE and told(ines) == []
