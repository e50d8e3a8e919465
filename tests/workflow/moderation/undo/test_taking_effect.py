"""A decision takes effect once, late or not, whoever carries it out."""

from functools import partial

import pytest

from stories.models import Routing, Story
from tests.at_once import at_once, refused, won
from tests.pressing import fresh, key, pressed, publish, take, version_of
from tests.stories_made import TEXT, submitted_story
from tests.workflow.moderation.undo.conftest import BETTER
from tests.workflow.presses import correct, later, undo
from workflow import actions
from workflow.decisions.effects import carry_out, take_due_effects
from workflow.models import Claim, Decision, Event, Mail, Notification, PrivateCopy, Step
from workflow.spine.refusals import Refusal, TooLate

pytestmark = pytest.mark.django_db


class TestTakingEffect:
    def test_a_lost_task_is_made_up_for_by_the_clock(self, story, ines, world):
        publish(story, ines, world.caf_gard)

        with later(seconds=11):
            assert take_due_effects() == 1
            assert take_due_effects() == 0

        assert fresh(story).is_public and story.routings.count() == 1

    def test_the_task_run_again_and_again_changes_nothing(self, story, ines, world, everything):
        publish(story, ines, world.caf_gard)
        with later(seconds=11):
            carry_out.call(story.pk)
            before = everything()

            carry_out.call(story.pk)

        assert everything() == before

    def test_of_a_decision_that_was_undone_and_taken_again_waits_for_the_second(self, story, ines, world):
        publish(story, ines, world.caf_gard)
        with later(seconds=6):
            tab = undo(story, ines).detail["tab"]
            actions.reject(story.pk, **pressed(story, ines), tab=tab, reason="off_topic")

        with later(seconds=11):
            assert not actions.take_effect(story.pk)  # the first one's task
        with later(seconds=17):
            assert actions.take_effect(story.pk)

        assert fresh(story).state == Story.State.REJECTED and not story.routings.exists()

    @pytest.mark.parametrize("staffed", [True, False])
    def test_a_structure_closed_meanwhile_still_leaves_somebody_accountable(
        self, staffed, story, ines, pilote, world, request
    ):
        if staffed:
            request.getfixturevalue("sonia")
        publish(story, ines, world.caf_ales)
        world.caf_ales.active = False
        world.caf_ales.save()

        with later(seconds=11):
            assert actions.take_effect(story.pk)

        routing = story.routings.get()
        assert routing.holder == (world.caf_gard if staffed else None)
        told = Notification.objects.exclude(person=story.author).get()
        assert told.kind == ("routed" if staffed else "orphan")

    def test_of_two_structures_the_one_closed_meanwhile_is_left_out(self, story, ines, world):
        publish(story, ines, world.caf_gard, world.fs_sommieres)
        world.caf_gard.active = False
        world.caf_gard.save()

        with later(seconds=11):
            actions.take_effect(story.pk)

        assert story.routings.get().structure == world.fs_sommieres

    def test_one_that_cannot_be_carried_out_keeps_no_other_waiting(self, story, ines, mamie, world):
        publish(story, ines, world.caf_gard)
        story.texts.all().delete()  # a damaged story
        another = submitted_story(mamie, world.caf_gard)
        publish(another, ines, world.caf_gard)

        with later(seconds=11), pytest.raises(ExceptionGroup):
            take_due_effects()

        assert fresh(another).is_public and not fresh(story).is_public

    def test_an_author_whose_account_is_gone_stops_nothing(self, story, ines, mamie, world):
        publish(story, ines, world.caf_gard)
        mamie.email, mamie.name, mamie.is_active = None, "", False
        mamie.save()

        with later(seconds=11):
            assert actions.take_effect(story.pk)

        assert fresh(story).is_public


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_the_task_and_the_clock_carry_it_out_once(self, story, ines, mamie, sonia, world):
        publish(story, ines, world.caf_gard)

        with later(seconds=11):
            results = at_once(*[in_the_same_time(partial(actions.take_effect, story.pk))] * 4)

        assert sorted(won(results)) == [False, False, False, True]
        assert story.routings.count() == 1
        assert Mail.objects.filter(person=mamie).count() == 1
        assert Notification.objects.filter(person=sonia).count() == 1
        assert Event.objects.filter(action="take_effect").count() == 1

    @pytest.mark.parametrize("round_", range(5))
    def test_undoing_at_the_very_end_either_undoes_or_comes_too_late(self, round_, story, ines, world):
        correct(story, ines, world.caf_gard, text=BETTER)
        press = pressed(story, ines)

        def carry_out_in_time():
            with later(seconds=11):
                return actions.take_effect(story.pk)

        undone, done = at_once(partial(actions.undo, story.pk, **press), carry_out_in_time)

        assert isinstance(undone, TooLate) == bool(done)
        now = fresh(story)
        if done:
            assert now.is_public and now.text == BETTER and story.routings.count() == 1
            assert not PrivateCopy.objects.exists()
        else:
            assert (now.state, now.text) == ("submitted", TEXT)
            assert not Routing.objects.exists() and not Mail.objects.exists()
            assert Claim.objects.get().holder == ines

    @pytest.mark.parametrize("round_", range(5))
    def test_withdrawing_at_the_very_end_either_stops_it_or_takes_it_back(
        self, round_, story, ines, mamie, world
    ):
        publish(story, ines, world.caf_gard)
        press = pressed(story, mamie)

        def carry_out_in_time():
            with later(seconds=11):
                return actions.take_effect(story.pk)

        withdrawn, done = at_once(partial(actions.withdraw, story.pk, **press), carry_out_in_time)

        if isinstance(withdrawn, Refusal):  # its page had not heard yet: pressed again, it works
            actions.withdraw(story.pk, **pressed(story, mamie))
        assert fresh(story).state == Story.State.WITHDRAWN
        assert {routing.state for routing in story.routings.all()} <= {Routing.State.CLOSED}
        assert bool(done) == story.routings.exists()

    def test_two_people_never_both_decide_and_the_faster_may_undo(self, story, ines, karim, world):
        tab = take(Step.MODERATE, story, ines)
        results = at_once(
            partial(
                actions.publish, story.pk, **pressed(story, ines), tab=tab, structures=[world.caf_gard.pk]
            ),
            partial(
                actions.take_over,
                Step.MODERATE,
                story.pk,
                by=karim,
                version=version_of(story),
                key=key(),
                reason="R",
            ),
        )

        assert len(refused(results)) == 1
        assert undo(story, ines).state == Story.State.SUBMITTED
        assert Decision.objects.get().undone_at


def in_the_same_time(act):
    """``later`` for another thread: each has its own instant."""

    def then():
        with later(seconds=11):
            return act()

    return then
