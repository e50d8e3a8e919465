"""The journal: every decision, with its words, for those who may see it; on screen and as a file."""

import csv
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from directory.models import PlatformRole, User
from stories.models import Story
from tests.loops import in_a_loop
from tests.pressing import pressed, publish, take
from tests.stories_made import published_story, submitted_story
from tests.workflow.afterwards import answered_back, reported_story
from tests.workflow.desks import signed_in
from workflow import actions
from workflow.journal import entries
from workflow.journal.entries import chunks, matching, page, visible_to
from workflow.journal.export import BOM, HEADERS, safe, stream
from workflow.journal.forms import JournalForm
from workflow.models import Event, Guide, Step
from workflow.spine.instant import at, now

pytestmark = pytest.mark.django_db
PAGE, FILE = "/moderation/journal/", "/moderation/journal.csv"


def reject(story: Story, by: User, reason: str = "off_topic", **more: str) -> None:
    tab = take(Step.MODERATE, story, by)
    actions.reject(story.pk, **pressed(story, by), tab=tab, reason=reason, **more)


def correct(story: Story, by: User, house, text: str) -> None:
    tab = take(Step.MODERATE, story, by)
    words = {"title": story.title, "text": text, "reason": "Clarté."}
    actions.correct(story.pk, **pressed(story, by), tab=tab, structures=[house.pk], **words)


def told(who: User) -> list[tuple[str, str]]:
    return [(one.what, one.who) for one in page(visible_to(who.viewer))]


def lines(who: User, query: str = "") -> list[dict[str, str]]:
    response = signed_in(who).get(FILE + query)
    text = b"".join(response.streaming_content).decode()
    assert text.startswith(BOM)
    return list(csv.DictReader(StringIO(text.removeprefix(BOM)), delimiter=";"))


class TestALine:
    def test_tells_who_when_from_where_to_where_and_by_which_guide(self, world, mamie, ines):
        Guide.objects.create(version=7, text="Les cas.", by=ines)
        story = submitted_story(mamie, world.caf_gard)
        moment = now() - timedelta(days=3)
        with at(moment):
            reject(story, ines, "personal_case", message="Adressez-vous à la Caf.")

        (entry,) = entries.page(visible_to(ines.viewer))

        assert (entry.who, entry.event.at, entry.what) == (ines.name, moment, "non publiée")
        assert entry.reason == "histoire personnelle ou réclamation individuelle"
        assert entry.steps == ("à lire", "non publiée")
        assert entry.decision.guide.version == 7
        page = signed_in(ines).get(PAGE).text
        assert "guide, version 7" in page and "Adressez-vous à la Caf." in page

    def test_shows_the_words_a_correction_changed(self, world, mamie, ines):
        story = submitted_story(mamie, world.caf_gard, text="Le guichet était ferme. Rien n'était dit.")
        correct(story, ines, world.caf_gard, "Le guichet était fermé. Rien n'était dit.")

        (entry,) = entries.page(visible_to(ines.viewer))

        changed = [(piece.kind, piece.text.strip()) for piece in entry.changes if piece.kind != "same"]
        assert changed == [("removed", "ferme"), ("added", "fermé")]

    def test_of_an_undone_correction_says_so_and_the_next_starts_from_the_authors_words(
        self, world, mamie, ines, settings
    ):
        settings.UNDO_SECONDS = 10
        story = submitted_story(mamie, world.caf_gard, text="Un récit ferme.")
        correct(story, ines, world.caf_gard, "Un récit fermé.")
        actions.undo(story.pk, **pressed(story, ines))
        correct(Story.objects.get(pk=story.pk), ines, world.caf_gard, "Un récit ferme et clair.")

        second, first = entries.page(visible_to(ines.viewer))

        assert first.decision.undone_at and not second.decision.undone_at
        assert [piece.text.strip() for piece in second.changes if piece.kind == "removed"] == ["ferme"]
        assert "annulée à" in signed_in(ines).get(PAGE).text

    def test_of_a_published_text_corrected_starts_from_what_was_public(self, world, mamie, ines):
        story = submitted_story(mamie, world.caf_gard, text="Un récit ferme.")
        correct(story, ines, world.caf_gard, "Un récit fermé.")
        words = {"title": story.title, "text": "Un récit bien fermé.", "reason": "Clarté."}
        actions.amend(story.pk, **pressed(story, ines), **words)

        amended = entries.page(visible_to(ines.viewer))[0]

        assert [piece.text.strip() for piece in amended.changes if piece.kind != "same"] == ["bien"]

    def test_tells_what_the_author_was_told_of_a_correction_or_of_a_suite_refused(self, world, mamie, ines):
        story = submitted_story(mamie, world.caf_gard, text="Un récit ferme.")
        correct(story, ines, world.caf_gard, "Un récit fermé.")
        words = {"title": story.title, "text": "Un récit bien fermé.", "reason": "Plus exact."}
        actions.amend(story.pk, **pressed(story, ines), **words)
        routing = answered_back(mamie, world.caf_gard)
        tab = take(Step.ANSWER, routing, ines)
        actions.reject_answer(routing.pk, **pressed(routing, ines), tab=tab, reason="Elle nomme un agent.")

        page = signed_in(ines).get(PAGE).text

        told = ["Elle nomme un agent.", "Plus exact.", "Clarté."]
        assert [line["Motif"] for line in lines(ines)] == told
        assert not any(line["Note"] for line in lines(ines))
        assert page.count("Dit à l'auteur") == 3 and all(reason in page for reason in told)

    def test_of_a_proposed_rewrite_shows_what_was_proposed(self, world, mamie, ines):
        story = submitted_story(mamie, world.caf_gard, text="Un récit ferme.")
        tab = take(Step.MODERATE, story, ines)
        actions.propose_rewrite(
            story.pk,
            **pressed(story, ines),
            tab=tab,
            structures=[world.caf_gard.pk],
            title=story.title,
            text="Un récit clair.",
            reasons=["Clarté."],
        )

        (entry,) = entries.page(visible_to(ines.viewer))

        assert entry.steps == ("à lire", "en attente de l'auteur")
        assert [piece.text.strip() for piece in entry.changes if piece.kind == "added"] == ["clair"]

    def test_is_written_for_each_kind_of_decision(self, world, mamie, paul, ines, lucie):
        story = submitted_story(mamie, world.caf_gard)
        tab = take(Step.MODERATE, story, ines)
        actions.escalate(story.pk, **pressed(story, ines), tab=tab, note="Un avis ?")
        publish(story, lucie, world.caf_gard)
        reported = reported_story(paul, world.caf_gard)
        tab = take(Step.REPORT, reported, ines)
        actions.dismiss_reports(reported.pk, **pressed(reported, ines), tab=tab, note="Rien.")
        actions.unpublish(reported.pk, **pressed(reported, lucie), public_reason="Sur demande.")
        actions.republish(reported.pk, **pressed(reported, lucie), note="Réglé.")
        routing = answered_back(mamie, world.caf_gard)
        tab = take(Step.ANSWER, routing, ines)
        actions.publish_answer(routing.pk, **pressed(routing, ines), tab=tab)

        assert told(ines)[::-1] == [
            ("transmise en seconde lecture", ines.name),
            ("publiée", lucie.name),
            ("signalements classés", ines.name),
            ("dépubliée", lucie.name),
            ("republiée", lucie.name),
            ("suite publiée", ines.name),
        ]
        page = signed_in(ines).get(PAGE).text
        assert "première lecture → seconde lecture" in page and "Un avis ?" in page

    def test_leads_moderators_to_the_story_at_the_desk_and_seniors_to_putting_it_back(
        self, world, mamie, ines, lucie, pilote
    ):
        story = submitted_story(mamie, world.caf_gard)
        publish(story, ines, world.caf_gard)
        bench, back = f'href="/moderation/{story.pk}/"', f'href="/moderation/signalements/{story.pk}/"'
        assert bench in signed_in(ines).get(PAGE).text and back not in signed_in(lucie).get(PAGE).text
        actions.unpublish(story.pk, **pressed(story, lucie), public_reason="Sur demande.")

        pages = {who: signed_in(who).get(PAGE).text for who in (ines, lucie, pilote)}

        assert bench in pages[ines] and back not in pages[ines]
        assert bench in pages[lucie] and back in pages[lucie]
        assert "Republier" in signed_in(lucie).get(f"/moderation/{story.pk}/").text
        assert bench not in pages[pilote] and back not in pages[pilote], "steering has no desk"

    def test_never_names_an_author(self, world, mamie, ines, pilote):
        story = submitted_story(mamie, world.caf_gard)
        reject(story, ines)

        for who in (ines, pilote):
            for text in (signed_in(who).get(f"{PAGE}?recit={story.pk}").text, str(lines(who))):
                assert mamie.name not in text and mamie.email not in text and "secret@" not in text


class TestWhoReadsIt:
    def test_moderators_in_their_scope_seniors_and_steering(self, world, mamie, ines, lucie, pilote, sonia):
        reject(submitted_story(mamie, world.caf_gard), ines)
        reject(submitted_story(mamie, world.sip_nimes), ines)
        scoped = User.objects.create_user("scoped@exemple.test", "Simon Capet")
        PlatformRole.objects.create(user=scoped, role="senior_moderator").networks.add(world.dgfip)
        PlatformRole.objects.create(user=sonia, role="moderator")

        assert [len(told(who)) for who in (ines, lucie, pilote, scoped)] == [2, 2, 2, 1]
        assert len(told(User.objects.get(pk=sonia.pk))) == 1, "not of one's own house"

    def test_nobody_else(self, stranger, mamie, vera):
        for who in (stranger, mamie, vera):
            for url in (PAGE, FILE, "/moderation/chiffres/"):
                assert signed_in(who).get(url).status_code == 403, (who, url)
        for url in (PAGE, FILE):
            assert Client().get(url).status_code == 302


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


class TestTheFile:
    def test_has_french_headers_and_opens_in_a_spreadsheet(self, world, mamie, ines):
        story = submitted_story(mamie, world.caf_gard, text="Le guichet était ferme.")
        correct(story, ines, world.caf_gard, "Le guichet était fermé.")

        response = signed_in(ines).get(FILE)
        (line,) = lines(ines)

        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert "attachment" in response["Content-Disposition"]
        assert list(line) == HEADERS
        assert line["Services concernés"] == str(world.caf_gard)
        assert line["Modérateur"] == ines.name and line["Décision"] == "corrigée et publiée"
        assert line["Différences"] == "[-ferme-]{+fermé+}"

    @pytest.mark.parametrize("cell", ["=1+1", "+33", "-2", "@cmd", "\t=1", "\r=1", "  =1", "＝1", "\n=1"])
    def test_holds_no_formula(self, cell):
        assert safe(cell) == f"'{cell}"

    def test_leaves_other_cells_as_they_are(self):
        assert [safe(cell) for cell in ("Un titre", "a=b", 12, "")] == ["Un titre", "a=b", "12", ""]

    def test_guards_what_people_wrote(self, world, mamie, ines):
        reject(submitted_story(mamie, world.caf_gard, title='=HYPERLINK("x")'), ines, message="@SUM(1)")

        (line,) = lines(ines)

        assert line["Titre"].startswith("'=") and line["Mot à l'auteur"].startswith("'@")

    def test_is_read_some_lines_at_a_time(self, world, mamie, ines, rf, django_assert_num_queries):
        for _ in range(5):
            reject(submitted_story(mamie, world.caf_gard), ines)
        chunks = entries.chunks(visible_to(ines.viewer), length=2)
        content = iter(stream(rf.get(FILE), chunks).streaming_content)

        with django_assert_num_queries(0):
            next(content)
        with django_assert_num_queries(1):
            assert next(content).count(b"\r\n") == 2
        with django_assert_num_queries(3):
            assert sum(block.count(b"\r\n") for block in content) == 3

    def test_has_all_that_the_page_would_need_several_pages_for(self, world, mamie, ines, monkeypatch):
        monkeypatch.setattr("workflow.journal.entries.SHOWN", 2)
        for _ in range(5):
            reject(submitted_story(mamie, world.caf_gard), ines)

        assert len(lines(ines)) == 5


@pytest.mark.django_db(transaction=True)
def test_no_connection_is_held_between_two_chunks_of_the_file(world, mamie, ines, rf):
    for _ in range(3):
        reject(submitted_story(mamie, world.caf_gard), ines)
    content = iter(stream(rf.get(FILE), chunks(visible_to(ines.viewer), 1)).streaming_content)

    next(content)
    for _ in range(3):
        assert next(content)
        assert connection.connection is None


@pytest.mark.django_db(transaction=True)
def test_the_file_is_streamed_the_same_by_an_asynchronous_server(world, mamie, ines, async_rf):
    for _ in range(2):
        reject(submitted_story(mamie, world.caf_gard), ines)
    events = visible_to(ines.viewer)

    async def asked() -> tuple[bool, list[bytes]]:
        response = stream(async_rf.get(FILE), chunks(events, 1))
        blocks = [block async for block in response]
        await sync_to_async(connections.close_all)()
        return response.is_async, blocks

    is_async, blocks = in_a_loop(asked())

    assert is_async and len(blocks) == 3


def test_the_form_and_the_database_speak_of_the_same_filters():
    form = JournalForm(QueryDict(""))

    assert form.is_valid()
    assert list(matching(Event.objects.none(), **form.wanted)) == []


def test_a_published_story_never_reported_has_no_line(world, mamie, ines):
    published_story(mamie, world.caf_gard)

    assert reverse("workflow:journal") == PAGE and told(ines) == []
