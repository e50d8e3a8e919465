"""What stands beside a story: its author's others, what resembles it, what it may be about, and colleagues' words."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.models import Procedure
from stories.models import Story
from tests.pressing import key, pressed, take, version_of
from tests.stories_made import TEXT, draft_story, published_story, submitted_story
from tests.workflow.desks import signed_in
from workflow import actions
from workflow.context.beside import context_of, story_beside
from workflow.context.similar import SIMILAR
from workflow.models import InternalComment, Step

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def beside(story: Story, person):
    found = story_beside(story.pk)
    assert found
    return context_of(found, person.viewer)


def ended(story: Story, state: str) -> None:
    Story.objects.filter(pk=story.pk).update(state=state)


def page(story: Story, person, **more) -> str:
    return signed_in(person).get(reverse("workflow:context", args=[story.pk]), **more).text


class TestTheAuthorsOtherStories:
    def test_are_counted_by_how_they_ended(self, world, mamie, paul, ines):
        for state in ("published", "published", "rejected"):
            ended(submitted_story(mamie, world.caf_gard), state)
        draft_story(mamie, [world.caf_gard])
        submitted_story(paul, world.caf_gard)
        story = submitted_story(mamie, world.caf_gard)

        assert beside(story, ines).earlier == ["2 publiées", "1 non publiée"]
        text = page(story, ines)
        assert "2 publiées, 1 non publiée" in text
        assert mamie.name not in text and mamie.email not in text


class TestSimilarStories:
    def test_are_told_of_the_same_service_at_about_the_same_time_nearest_words_first(
        self, world, mamie, paul, ines
    ):
        story = submitted_story(mamie, world.caf_gard)
        other = submitted_story(
            paul, world.caf_gard, title="Un accueil parfait", text="Merci à tous, vraiment."
        )
        twin = submitted_story(paul, world.caf_gard, text=TEXT + " Voilà.")
        submitted_story(paul, world.sip_nimes)
        submitted_story(paul, world.caf_gard, submitted_at=timezone.now() - timedelta(days=90))
        ended(submitted_story(paul, world.caf_gard), "withdrawn")

        found = beside(story, ines).similar

        assert [one.pk for one in found] == [twin.pk, other.pk]
        assert found[0].nearness > 0.9
        assert "presque les mêmes mots" in page(story, ines)

    def test_by_the_same_author_are_found_at_any_service(self, world, mamie, ines):
        story = submitted_story(mamie, world.caf_gard)
        again = submitted_story(mamie, world.sip_nimes)

        assert [one.pk for one in beside(story, ines).similar] == [again.pk]

    def test_are_a_few_and_only_those_one_may_read(self, world, mamie, paul, ines):
        story = submitted_story(mamie, world.caf_gard)
        for _ in range(SIMILAR + 3):
            submitted_story(paul, world.caf_gard)
        own = submitted_story(ines, world.caf_gard)

        found = [one.pk for one in beside(story, ines).similar]

        assert len(found) == SIMILAR and own.pk not in found


class TestSuggestions:
    def test_name_the_services_the_authors_words_name(self, world, mamie, ines):
        told = submitted_story(
            mamie, world.sip_nimes, text="La Caf m'a tout redemandé.", place="Gard", title="Oh"
        )
        written = submitted_story(mamie, other_service="caf alès", place="")

        assert beside(told, ines).structures[0] == world.caf_gard
        assert beside(written, ines).structures == [world.caf_ales]

    def test_never_name_what_the_author_chose(self, world, mamie, ines):
        story = submitted_story(mamie, world.caf_gard, text="La Caf encore.", place="Gard")

        assert world.caf_gard not in beside(story, ines).structures

    def test_take_the_procedure_from_its_keywords(self, world, mamie, ines):
        housing = Procedure.objects.create(name="Aide au logement", keywords=["allocation logement", "loyer"])
        moving = Procedure.objects.create(name="Changer d'adresse", keywords=["déménagement"])
        Procedure.objects.create(name="Carte grise", keywords=["immatriculation"])
        story = submitted_story(
            mamie,
            world.caf_gard,
            title="Mon ALLOCATION LOGEMENT",
            text="Depuis mon demenagement, plus de loyer payé.",
        )

        assert beside(story, ines).procedures == [housing, moving]

    def test_of_a_procedure_is_taken_in_one_press(self, world, mamie, ines):
        housing = Procedure.objects.create(name="Aide au logement", keywords=["loyer"])
        story = submitted_story(mamie, world.caf_gard)

        signed_in(ines).post(
            reverse("workflow:annotate", args=[story.pk]),
            {"version": 1, "key": key(), "accept": housing.pk, "procedure": "", "tags": ""},
        )

        assert Story.objects.get(pk=story.pk).procedure == housing


class TestAnnotating:
    def test_keeps_what_the_story_is_about(self, world, mamie, ines):
        story = submitted_story(mamie, world.caf_gard)

        response = signed_in(ines).post(
            reverse("workflow:annotate", args=[story.pk]),
            {"version": 1, "key": key(), "criticality": "4", "tags": "APL,  apl , Logement", "urgent": "on"},
        )

        assert response["Location"] == f"/moderation/{story.pk}/"
        kept = Story.objects.get(pk=story.pk)
        assert (kept.criticality, kept.tags, kept.urgent, kept.difficult) == (
            4,
            ["apl", "logement"],
            True,
            False,
        )

    def test_by_htmx_draws_the_regions_and_where_the_story_is_again(self, world, mamie, ines):
        story = submitted_story(mamie, world.caf_gard)

        response = signed_in(ines).post(
            reverse("workflow:annotate", args=[story.pk]),
            {"version": 1, "key": key(), "criticality": "3"},
            headers=HTMX,
        )

        assert f'id="story_bench-{story.pk}" data-version="2"' in response.text
        assert '<option value="3" selected>3\u00a0: conséquence sérieuse' in response.text
        assert "<html" not in response.text

    def test_refuses_what_is_off_the_scale_and_too_many_tags_with_words(self, world, mamie, ines):
        story = submitted_story(mamie, world.caf_gard)
        url = reverse("workflow:annotate", args=[story.pk])

        for wrong in ({"criticality": "6"}, {"tags": ",".join("abcdefghijkl")}, {"procedure": "99999"}):
            response = signed_in(ines).post(url, {"version": 1, "key": key()} | wrong)
            assert response.status_code == 422, wrong
            assert 'id="annotate-error"' in response.text
        assert version_of(story) == 1

    def test_explains_every_level_of_the_scale(self, world, mamie, ines):
        text = page(submitted_story(mamie, world.caf_gard), ines)

        for level in range(6):
            assert f'<option value="{level}">{level}\u00a0: ' in text

    def test_and_notes_do_not_hinder_the_decision_of_who_reads_what_is_on_screen(self, world, mamie, ines):
        story = submitted_story(mamie, world.caf_gard)
        tab = take(Step.MODERATE, story, ines)
        actions.note(story.pk, by=ines, key=key(), text="À voir.")

        actions.reject(story.pk, **pressed(story, ines), tab=tab, reason="off_topic")

        assert Story.objects.get(pk=story.pk).state == "rejected"


class TestNotes:
    def test_are_for_colleagues_and_may_ask_for_their_opinion(self, world, mamie, ines, karim):
        story = submitted_story(mamie, world.caf_gard)

        signed_in(ines).post(
            reverse("workflow:note", args=[story.pk]), {"key": key(), "text": "Trop précis ?", "asks": "on"}
        )

        text = page(story, karim)
        assert "Trop précis ?" in text and "Inès M." in text and "avis demandé" in text
        assert "Trop précis" not in signed_in(mamie).get("/mes-experiences/").text

    def test_are_written_once_however_often_the_button_is_pressed(self, world, mamie, ines):
        story = submitted_story(mamie, world.caf_gard)
        fields = {"key": key(), "text": "Trop précis ?"}

        for _ in range(2):
            signed_in(ines).post(reverse("workflow:note", args=[story.pk]), fields)

        assert InternalComment.objects.count() == 1

    def test_that_say_nothing_or_too_much_are_given_back(self, world, mamie, ines):
        story = submitted_story(mamie, world.caf_gard)
        url = reverse("workflow:note", args=[story.pk])

        assert "Écrivez votre note" in signed_in(ines).post(url, {"key": key(), "text": "  "}).text
        too_long = "Mot de trop. " * 200
        response = signed_in(ines).post(url, {"key": key(), "text": too_long})
        assert response.status_code == 422 and too_long.strip() in response.text


class TestThePage:
    def test_is_a_region_for_htmx_and_a_page_without(self, world, mamie, ines):
        story = submitted_story(mamie, world.caf_gard)

        region, whole = page(story, ines, headers=HTMX), page(story, ines)

        for part in ('id="context"', 'id="annotations"'):
            assert part in region and part in whole
        assert "<html" not in region and "Retour à l'expérience" in whole
        bench = signed_in(ines).get(f"/moderation/{story.pk}/").text
        assert f'href="/moderation/{story.pk}/autour/?tab="' in bench

    def test_costs_the_same_whatever_there_is_to_show(
        self, world, mamie, paul, ines, django_assert_max_num_queries
    ):
        story = submitted_story(
            mamie, world.sip_nimes, world.fs_sommieres, text="La Caf du Gard.", place="Nîmes"
        )
        Procedure.objects.create(name="Aide au logement", keywords=["caf"])
        for number in range(9):
            published_story(paul, world.sip_nimes)
            published_story(mamie, world.caf_gard)
            actions.note(story.pk, by=ines, key=key(), text=f"Note {number}.")
        client, url = signed_in(ines), reverse("workflow:context", args=[story.pk])
        client.get(url)

        for headers in ({}, HTMX):
            with django_assert_max_num_queries(10):
                assert client.get(url, headers=headers).status_code == 200

    def test_is_nobodys_who_may_not_moderate_it(self, world, mamie, paul, sonia, ines):
        story = submitted_story(mamie, world.caf_gard)
        own = submitted_story(ines, world.caf_gard)

        for person, item in [(paul, story), (mamie, story), (sonia, story), (ines, own)]:
            response = signed_in(person).get(reverse("workflow:context", args=[item.pk]))
            assert response.status_code == 404, person
