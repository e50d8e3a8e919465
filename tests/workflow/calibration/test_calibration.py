"""A share of decisions is read a second time, blind: an opinion is stored, nothing moves, nobody is told."""

from functools import partial

import pytest

from stories.models import Story
from tests.at_once import at_once, won
from tests.pressing import fresh, pressed, publish, take
from tests.stories_made import submitted_story
from tests.workflow.presses import ask, correct, escalate, holding, later, propose, reject
from workflow import actions
from workflow.calibration.actions import to_calibrate
from workflow.models import Calibration, Claim, Decision, Mail, Notification, Step
from workflow.spine.refusals import Invalid, NotAllowed, TooLate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def every_decision(settings) -> None:
    settings.CALIBRATION_SHARE = 1


@pytest.fixture
def rejected(story, ines) -> Story:
    reject(story, ines)
    return story


class TestDrawing:
    def test_a_decision_that_took_effect_is_drawn_once(self, story, ines, world):
        correct(story, ines, world.caf_gard, text="Plus court.")

        drawn = Calibration.objects.get()
        assert (drawn.decision, drawn.story, drawn.read_at) == (story.decisions.get(), story, None)

    def test_none_is_while_it_can_be_undone_nor_once_it_was(self, story, ines, world, settings):
        settings.UNDO_SECONDS = 10
        publish(story, ines, world.caf_gard)
        assert not Calibration.objects.exists()
        tab = actions.undo(story.pk, **pressed(story, ines)).detail["tab"]
        actions.reject(story.pk, **pressed(story, ines), tab=tab, reason="off_topic")
        with later(seconds=11):
            actions.take_effect(story.pk)

        assert Calibration.objects.get().decision.outcome == Decision.Outcome.REJECT

    def test_nothing_is_drawn_of_what_decides_nothing_yet(self, story, ines, lucie, mamie, world):
        escalate(story, ines)
        propose(story, lucie, world.caf_gard, title="Autrement")
        actions.withdraw(story.pk, **pressed(story, mamie))
        other = submitted_story(mamie, world.caf_gard)
        ask(other, ines)

        assert not Calibration.objects.exists()

    def test_the_share_is_a_setting(self, world, mamie, ines, settings):
        settings.CALIBRATION_SHARE = 0
        reject(submitted_story(mamie, world.caf_gard), ines)

        assert not Calibration.objects.exists()


class TestReading:
    def test_stores_an_opinion_and_moves_nothing(self, rejected, ines, karim, mamie):
        before, told = fresh(rejected), (Notification.objects.count(), Mail.objects.count())

        press = holding(Step.CALIBRATE, rejected, karim)
        actions.opine(rejected.pk, **press, outcome="reject", reason="personal_case")

        done, now = Calibration.objects.get(), fresh(rejected)
        assert (done.by, done.outcome, done.reason) == (karim, "reject", "personal_case")
        assert done.read_at is not None
        assert (now.state, now.text, now.decided_at) == (before.state, before.text, before.decided_at)
        assert not Claim.objects.exists()
        assert (Notification.objects.count(), Mail.objects.count()) == told, "its author is told once"
        assert rejected.decisions.count() == 1

    def test_is_never_of_ones_own_decision(self, rejected, ines):
        with pytest.raises(TooLate):
            take(Step.CALIBRATE, rejected, ines)

    def test_nor_by_taking_it_over(self, rejected, ines, karim, lucie, world, mamie):
        own = submitted_story(mamie, world.caf_gard)
        reject(own, lucie)
        take(Step.CALIBRATE, own, karim)

        with pytest.raises(TooLate):
            actions.take_over(Step.CALIBRATE, own.pk, **pressed(own, lucie), reason="Absent.")

        assert Claim.objects.get().holder == karim

    def test_is_done_once(self, rejected, karim, lucie):
        actions.opine(rejected.pk, **holding(Step.CALIBRATE, rejected, karim), outcome="publish")

        with pytest.raises(TooLate, match="déjà faite"):
            take(Step.CALIBRATE, rejected, lucie)

    @pytest.mark.parametrize(
        ("outcome", "reason"),
        [
            ("", ""),
            ("unpublish", ""),
            ("dismiss", ""),
            ("reject", ""),
            ("reject", "nonsense"),
            ("x" * 30, ""),
        ],
    )
    def test_says_what_one_would_have_decided(self, outcome, reason, rejected, karim):
        with pytest.raises(Invalid):
            actions.opine(
                rejected.pk, **holding(Step.CALIBRATE, rejected, karim), outcome=outcome, reason=reason
            )

        assert Calibration.objects.get().read_at is None

    def test_keeps_no_reason_but_of_a_rejection(self, rejected, karim):
        press = holding(Step.CALIBRATE, rejected, karim)
        actions.opine(rejected.pk, **press, outcome="publish", reason="off_topic")

        assert Calibration.objects.get().reason == ""

    def test_is_for_moderators_in_scope(self, rejected, mamie, pilote, sonia, sip_agent):
        for person in (mamie, pilote):
            with pytest.raises(NotAllowed):
                take(Step.CALIBRATE, rejected, person)
        assert take(Step.CALIBRATE, rejected, sip_agent)

    def test_is_not_of_what_is_no_longer_there(self, story, ines, karim, lucie, world):
        publish(story, ines, world.caf_gard)
        take(Step.CALIBRATE, story, karim)

        actions.unpublish(story.pk, **pressed(story, lucie), public_reason="À la demande de la famille.")

        assert not Claim.objects.exists()
        with pytest.raises(TooLate):
            take(Step.CALIBRATE, story, karim)
        assert not to_calibrate(karim).exists()

    def test_a_lease_that_ran_out_gives_it_back(self, rejected, karim, lucie):
        take(Step.CALIBRATE, rejected, karim)

        with later(minutes=5):
            assert take(Step.CALIBRATE, rejected, lucie)


@pytest.mark.django_db(transaction=True)
def test_two_who_claim_the_same_blind_reading_are_one(rejected, karim, lucie):
    results = at_once(
        *(
            partial(actions.claim, Step.CALIBRATE, rejected.pk, **pressed(rejected, who))
            for who in (karim, lucie)
        )
    )

    assert len(won(results)) == Claim.objects.count() == 1
