"""A rewrite that was not agreed to in all goes back to the moderator who proposed it, for a day."""

from functools import partial

import pytest

from stories.models import Story, StoryText
from tests.pressing import fresh, key, pressed, publish, take
from tests.stories_made import submitted_story
from tests.workflow.presses import answer_proposal, correct, escalate, holding, later, propose
from workflow import actions
from workflow.actions import Answered
from workflow.models import Claim, Pass, Step
from workflow.spine.refusals import TooLate

pytestmark = pytest.mark.django_db


class TestBackToTheSameModerator:
    @pytest.fixture
    def back(self, proposal, story, mamie) -> Story:
        answer_proposal(story, mamie, *["refused"] * 4)
        return fresh(story)

    def test_it_is_kept_for_them_for_a_day(self, back, karim, lucie, ines):
        with pytest.raises(TooLate, match="répondre à un collègue") as refusal:
            take(Step.MODERATE, back, karim)
        assert refusal.value.context["who"] == "Inès Moreau"
        with later(hours=23):
            assert actions.claim_next(by=karim, key=key()) is None
        with later(hours=24):
            assert actions.claim_next(by=karim, key=key()).item_id == back.pk

    def test_next_gives_it_to_them_first(self, back, ines, mamie, world):
        submitted_story(mamie, world.caf_gard)

        assert actions.claim_next(by=ines, key=key()).item_id == back.pk

    def test_even_if_they_had_passed_it_once(self, story, ines, mamie, world):
        Pass.objects.create(story=story, person=ines)
        propose(story, ines, world.caf_gard, title="Autrement")
        answer_proposal(story, mamie, "refused")

        assert actions.claim_next(by=ines, key=key()).item_id == story.pk

    def test_a_senior_may_take_it_and_giving_it_back_leaves_it_kept(self, back, lucie, karim):
        press = holding(Step.MODERATE, back, lucie)
        actions.release(Step.MODERATE, back.pk, **press)

        with pytest.raises(TooLate, match="répondre à un collègue"):
            take(Step.MODERATE, back, karim)

    def test_given_back_by_them_it_is_anybodys(self, back, ines, karim):
        actions.release(Step.MODERATE, back.pk, **holding(Step.MODERATE, back, ines))

        assert actions.claim_next(by=karim, key=key()).item_id == back.pk

    def test_passed_by_them_it_is_anybodys(self, back, ines, karim):
        actions.pass_on(back.pk, **pressed(back, ines))

        assert actions.claim_next(by=karim, key=key()).item_id == back.pk

    def test_it_is_kept_still_when_their_lease_ran_out(self, back, ines, karim):
        take(Step.MODERATE, back, ines)

        with later(minutes=5):
            actions.expire_leases(Claim.objects.all())
            assert actions.claim_next(by=karim, key=key()) is None
            assert take(Step.MODERATE, back, ines)

    @pytest.mark.parametrize("decide", [publish, partial(correct, text="Autre texte."), propose])
    def test_once_decided_it_is_kept_for_nobody(self, decide, back, ines, world):
        more = {"title": "Encore autrement"} if decide is propose else {}
        decide(back, ines, world.caf_gard, **more)

        assert fresh(back).kept_for is None and fresh(back).kept_until is None

    def test_a_second_reading_is_not_theirs_any_more(self, back, ines, lucie):
        escalate(back, ines)

        assert fresh(back).kept_for is None
        assert take(Step.MODERATE, fresh(back), lucie)

    def test_what_they_publish_then_is_the_text_agreed_to(self, proposal, story, mamie, ines, world):
        answer_proposal(story, mamie, "accepted", Answered("edited", "On a crié."), "accepted", "refused")

        publish(story, ines, world.caf_gard)

        shown = story.texts.get(public_at__isnull=False)
        assert shown.kind == StoryText.Kind.RESUBMITTED and "On a crié." in shown.text
