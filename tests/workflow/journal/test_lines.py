"""A line of the journal: a decision with its words, for those who may see it."""

from datetime import timedelta

import pytest
from django.test import Client

from directory.models import PlatformRole, User
from stories.models import Story
from tests.pressing import pressed, publish, take
from tests.stories_made import submitted_story
from tests.workflow.afterwards import answered_back, reported_story
from tests.workflow.desks import signed_in
from tests.workflow.journal.reading import FILE, PAGE, correct, lines, reject, told
from workflow import actions
from workflow.journal import entries
from workflow.journal.entries import visible_to
from workflow.models import Guide, Step
from workflow.spine.instant import at, now

pytestmark = pytest.mark.django_db


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
