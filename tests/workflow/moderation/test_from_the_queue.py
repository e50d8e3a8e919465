"""Pressed from the queue: passing a story, rejecting many at once."""

from html import unescape

import pytest
from django.urls import reverse

from stories.models import Story
from tests.pressing import key, take, version_of
from tests.stories_made import many, submitted_story
from tests.workflow.desks import signed_in
from tests.workflow.presses import holding
from workflow import actions
from workflow.models import Decision, Pass, Step

pytestmark = pytest.mark.django_db


class TestPassing:
    def test_leaves_the_story_to_others_and_opens_the_next(self, world, mamie, ines, karim):
        first, second = many(2, mamie, world.caf_gard)
        take(Step.MODERATE, first, ines)

        response = signed_in(ines).post(
            reverse("workflow:pass", args=[first.pk]),
            {"version": version_of(first), "key": key(), "difficult": "on"},
        )

        assert response["Location"].startswith(f"/moderation/{second.pk}/?tab=")
        assert Pass.objects.get().person == ines
        assert Story.objects.get(pk=first.pk).difficult
        assert actions.claim_next(by=karim, key=key()).item_id == first.pk

    def test_the_last_one_goes_back_to_the_queue(self, world, mamie, ines):
        story = submitted_story(mamie, world.caf_gard)

        response = signed_in(ines).post(
            reverse("workflow:pass", args=[story.pk]), {"version": 1, "key": key()}, follow=True
        )

        assert response.redirect_chain[0][0] == "/moderation/"
        assert "laissée à vos collègues" in response.text


class TestRejectingManyAtOnce:
    def post(self, person, stories, reason="duplicate", **more):
        fields = {"reason": reason, "key": key(), "story": [f"{s.pk}:{version_of(s)}" for s in stories]}
        return signed_in(person).post(reverse("workflow:bulk_reject"), fields | more, follow=True)

    def test_takes_each_through_its_own_decision(self, world, mamie, ines):
        stories = many(5, mamie, world.caf_gard)

        response = self.post(ines, stories)

        assert "5 expériences ne sont pas publiées" in response.text
        assert Decision.objects.filter(outcome="reject", reason="duplicate", by=ines).count() == 5
        assert not Story.objects.exclude(state="rejected").exists()

    def test_says_which_could_not_be_and_why(self, world, mamie, ines, karim):
        free, held, changed = many(3, mamie, world.caf_gard, title="Un récit bien à elle")
        own = submitted_story(ines, world.caf_gard, title="Le mien")
        take(Step.MODERATE, held, karim)
        stale = f"{changed.pk}:{version_of(changed) + 1}"

        response = self.post(
            ines, [], story=[f"{free.pk}:1", f"{held.pk}:{version_of(held)}", stale, f"{own.pk}:1"]
        )

        said = unescape(response.text)
        assert "1 expérience n'est pas publiée, son auteur est prévenu." in said
        assert "3 restent dans la file" in said and "Karim Benali" in said
        assert "Le mien" not in response.text
        assert Story.objects.filter(state="rejected").get() == free

    def test_says_who_was_faster(self, world, mamie, ines, karim):
        story = submitted_story(mamie, world.caf_gard)
        row = f"{story.pk}:{version_of(story)}"
        actions.release(Step.MODERATE, story.pk, **holding(Step.MODERATE, story, karim))

        said = unescape(self.post(ines, [], story=[row]).text)

        assert "Karim Benali vient d'y toucher." in said and "(Karim" not in said

    def test_keeps_the_reason_when_nothing_was_ticked(self, ines, world, mamie):
        submitted_story(mamie, world.caf_gard)

        text = self.post(ines, [], reason="no_experience").text

        assert 'id="bulk-no_experience" checked' in text

    @pytest.mark.parametrize("reason", ["", "abusive", "off_topic", "x"])
    def test_is_for_duplicates_and_what_tells_nothing_alone(self, reason, world, mamie, ines):
        stories = many(2, mamie, world.caf_gard)

        response = self.post(ines, stories, reason=reason)

        assert "Choisissez le motif" in response.text
        assert not Decision.objects.exists()

    def test_takes_no_more_than_fifty(self, world, mamie, ines):
        response = self.post(ines, [], story=[f"{pk}:1" for pk in range(1, 52)])

        assert "Pas plus de 50" in response.text and not Decision.objects.exists()

    def test_without_a_tick_asks_for_one(self, ines):
        assert "Cochez d" in self.post(ines, []).text

    def test_with_full_hands_does_none_and_leaves_no_claim_behind(self, world, mamie, ines):
        held = many(3, mamie, world.caf_gard)
        for story in held:
            take(Step.MODERATE, story, ines)
        more = many(2, mamie, world.caf_gard)

        response = self.post(ines, more)

        assert "déjà trois éléments en main" in response.text
        assert not Decision.objects.exists()

    def test_shows_a_box_beside_each_row(self, world, mamie, ines):
        story = submitted_story(mamie, world.caf_gard)

        text = signed_in(ines).get("/moderation/?choisir=1").text

        assert f'name="story" value="{story.pk}:1" form="bulk"' in text
        assert "Déjà racontée" in text and "Ne raconte pas d" in text and "Injures" not in text
