"""Undoing gives a story back as it was, in the hands of whoever decided."""

import pytest
from django.urls import reverse

from stories.models import StoryText
from tests.pressing import fresh, pressed, publish, take
from tests.stories_made import TEXT, submitted_story
from tests.workflow.moderation.undo.conftest import BETTER
from tests.workflow.presses import correct, escalate, later, reject, undo
from tests.workflow.waiting_for_authors import asked_story
from workflow import actions
from workflow.decisions.effects import take_due_effects
from workflow.models import Claim, Mail, Notification, PrivateCopy, Step
from workflow.spine.refusals import NotAllowed, TooLate

pytestmark = pytest.mark.django_db


class TestUndoing:
    def test_gives_the_story_back_as_it_was_and_in_hand(self, story, ines, mamie, world):
        publish(story, ines, world.caf_gard)

        done = undo(story, ines)

        now = fresh(story)
        assert (now.state, now.in_effect, now.decided_at, now.effective_at) == ("submitted", True, None, None)
        assert story.decisions.get().undone_at is not None
        lease = Claim.objects.get()
        assert (lease.holder, lease.item_id, str(lease.tab)) == (ines, story.pk, done.detail["tab"])
        with later(seconds=20):
            assert take_due_effects() == 0
        assert not Notification.objects.exists() and not Mail.objects.exists()

    def test_gives_back_the_words_and_keeps_the_correction_for_who_typed_it(self, story, ines, world):
        correct(story, ines, world.caf_gard, text=BETTER)

        undo(story, ines)

        assert fresh(story).text == TEXT
        assert PrivateCopy.objects.get(person=ines, step=Step.MODERATE, item_id=story.pk).text == BETTER

    def test_loses_no_corrected_title_either(self, story, ines, world):
        correct(story, ines, world.caf_gard, title="Un autre titre", text=BETTER)

        undo(story, ines)

        assert fresh(story).title == story.title
        assert PrivateCopy.objects.get().text == f"Un autre titre\n\n{BETTER}"

    def test_of_a_correction_then_publishing_as_written_shows_the_words_as_written(
        self, story, ines, world, client
    ):
        correct(story, ines, world.caf_gard, text=BETTER)
        tab = undo(story, ines).detail["tab"]
        actions.publish(story.pk, **pressed(story, ines), tab=tab, structures=[world.caf_gard.pk])
        with later(seconds=11):
            actions.take_effect(story.pk)

        shown = story.texts.get(public_at__isnull=False)
        assert (shown.kind, shown.text) == (StoryText.Kind.ORIGINAL, TEXT)
        page = client.get(reverse("stories:story", args=[story.pk])).text
        assert "cinq semaines" in page and "un mois" not in page

    def test_of_a_correction_then_the_same_correction_is_public_once(self, story, ines, world):
        correct(story, ines, world.caf_gard, text=BETTER)
        undo(story, ines)
        correct(story, ines, world.caf_gard, text=BETTER)
        with later(seconds=11):
            actions.take_effect(story.pk)

        assert story.texts.get(public_at__isnull=False).kind == StoryText.Kind.CORRECTED
        assert story.texts.count() == 3

    def test_of_a_correction_of_what_its_author_told_again_gives_that_back(self, story, ines, mamie, world):
        reject(story, ines)
        with later(seconds=11):
            actions.take_effect(story.pk)
        actions.resubmit(story.pk, **pressed(story, mamie), title="Encore", text="Tout autre chose.")
        correct(story, ines, world.caf_gard, text="Tout autre chose !")

        undo(story, ines)

        assert (fresh(story).title, fresh(story).text) == ("Encore", "Tout autre chose.")

    def test_leaves_a_story_kept_for_whoever_its_author_answered(self, world, ines, mamie):
        story = asked_story(mamie, ines, world.caf_gard)
        actions.answer_question(story.pk, **pressed(story, mamie), answer="Mardi.")
        kept = fresh(story).kept_until
        reject(story, ines)
        undo(story, ines)

        assert (fresh(story).kept_for, fresh(story).kept_until) == (ines, kept)

    def test_is_for_whoever_decided(self, story, ines, karim, lucie, world, everything):
        publish(story, ines, world.caf_gard)
        before = everything()

        for colleague in (karim, lucie):
            with pytest.raises(NotAllowed):
                undo(story, colleague)

        assert everything() == before

    def test_of_a_second_reading_leaves_it_a_second_reading(self, story, ines, lucie):
        escalate(story, ines)
        reject(story, lucie)

        undo(story, lucie)

        assert (fresh(story).state, fresh(story).reading) == ("submitted", "second")

    def test_comes_too_late_after_ten_seconds_whether_or_not_the_worker_came(self, story, ines, world):
        publish(story, ines, world.caf_gard)

        with later(seconds=10):
            with pytest.raises(TooLate, match="déjà pris effet"):
                undo(story, ines)
            actions.take_effect(story.pk)
            with pytest.raises(TooLate, match="déjà pris effet"):
                undo(story, ines)

        assert fresh(story).is_public

    def test_pressed_twice_is_one(self, story, ines, world):
        publish(story, ines, world.caf_gard)
        press = pressed(story, ines)

        first, again = actions.undo(story.pk, **press), actions.undo(story.pk, **press)

        assert again.replayed and again.detail == first.detail
        assert story.events.filter(action="undo").count() == 1

    def test_with_three_others_in_hand_gives_it_back_to_the_queue(self, story, ines, mamie, world):
        publish(story, ines, world.caf_gard)
        for _ in range(3):
            take(Step.MODERATE, submitted_story(mamie, world.caf_gard), ines)

        done = undo(story, ines)

        assert done.detail == {} and fresh(story).state == "submitted"
        assert not Claim.objects.filter(item_id=story.pk).exists()

    def test_frees_a_hand_that_only_an_expired_lease_fills(self, story, ines, mamie, world):
        others = [submitted_story(mamie, world.caf_gard) for _ in range(3)]
        for one in others:
            take(Step.MODERATE, one, ines)
        Claim.objects.filter(item_id=others[0].pk).delete()
        publish(story, ines, world.caf_gard)
        take(Step.MODERATE, others[0], ines)
        Claim.objects.filter(item_id=others[1].pk).update(expires_at=story.submitted_at)

        assert undo(story, ines).detail["tab"]

    def test_is_not_offered_where_decisions_take_effect_at_once(self, settings, story, ines, world):
        settings.UNDO_SECONDS = 0
        publish(story, ines, world.caf_gard)

        assert fresh(story).is_public
        with pytest.raises(TooLate):
            undo(story, ines)
