"""Decisions, by several people at the same instant, on real connections: one wins, nothing is half done."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from stories.models import Story
from tests.at_once import at_once, refused, won
from tests.pressing import events_of, pressed, take
from workflow import actions
from workflow.models import Claim, Event, Step
from workflow.spine.instant import at
from workflow.spine.refusals import Refusal, TooLate

pytestmark = pytest.mark.django_db(transaction=True)


class TestDeciding:
    def test_two_moderators_never_both_decide(self, ines, karim, story, world):
        tab = take(Step.MODERATE, story, ines)

        results = at_once(
            partial(
                actions.publish,
                story.pk,
                **pressed(story, ines),
                tab=tab,
                structures=[world.caf_gard.pk],
            ),
            partial(actions.reject, story.pk, **pressed(story, karim), tab=tab, reason="off_topic"),
        )

        assert [type(result) for result in refused(results)] == [TooLate]
        assert story.decisions.count() == 1

    def test_the_same_person_publishes_and_rejects_in_the_same_instant(self, ines, story, world):
        tab = take(Step.MODERATE, story, ines)

        results = at_once(
            partial(
                actions.publish,
                story.pk,
                **pressed(story, ines),
                tab=tab,
                structures=[world.caf_gard.pk],
            ),
            partial(actions.reject, story.pk, **pressed(story, ines), tab=tab, reason="off_topic"),
        )

        assert len(won(results)) == 1
        assert story.decisions.count() == len(events_of(story, "publish", "reject")) == 1

    def test_a_button_pressed_eight_times_publishes_once_and_answers_the_same(self, ines, story, world):
        tab = take(Step.MODERATE, story, ines)
        press = pressed(story, ines)

        results = at_once(
            *[partial(actions.publish, story.pk, **press, tab=tab, structures=[world.caf_gard.pk])] * 8
        )

        assert {(one.item_id, one.version, one.state) for one in won(results)} == {
            (story.pk, press["version"] + 1, Story.State.PUBLISHED)
        }
        assert sorted(one.replayed for one in results) == [False] + [True] * 7
        assert story.routings.count() == story.decisions.count() == 1

    @pytest.mark.parametrize("round_", range(5))
    def test_withdrawing_and_publishing_leave_nothing_half_done(self, round_, ines, mamie, story, world):
        tab = take(Step.MODERATE, story, ines)

        results = at_once(
            partial(actions.withdraw, story.pk, **pressed(story, mamie)),
            partial(
                actions.publish,
                story.pk,
                **pressed(story, ines),
                tab=tab,
                structures=[world.caf_gard.pk],
            ),
        )

        story.refresh_from_db()
        assert len(won(results)) == 1
        if story.state == Story.State.WITHDRAWN:
            assert not story.routings.exists() and not story.decisions.exists()
        else:
            assert story.state == Story.State.PUBLISHED and story.routings.count() == 1

    def test_a_lease_that_ends_while_somebody_publishes_has_one_outcome(self, ines, story, world):
        tab = take(Step.MODERATE, story, ines)
        Claim.objects.update(expires_at=timezone.now())

        def publish_in_time():
            with at(timezone.now() - timedelta(seconds=5)):
                return actions.publish(
                    story.pk, **pressed(story, ines), tab=tab, structures=[world.caf_gard.pk]
                )

        results = at_once(publish_in_time, lambda: actions.expire_leases(Claim.objects.all()))

        published = not isinstance(results[0], Refusal)
        assert published != bool(results[1])
        assert events_of(story, "publish", "expire_moderate") == [
            "publish" if published else "expire_moderate"
        ]

    def test_a_job_and_a_person_are_never_both_right(self, ines, story):
        """A hundred times: the clock frees an expired lease while its holder claims it anew."""
        take(Step.MODERATE, story, ines)
        for _ in range(100):
            Claim.objects.update(expires_at=timezone.now())
            seen = Event.objects.count()

            results = at_once(
                lambda: actions.expire_leases(Claim.objects.filter(expires_at__lte=timezone.now())),
                partial(actions.claim, Step.MODERATE, story.pk, **pressed(story, ines)),
            )

            winners = bool(results[0]) + (not isinstance(results[1], Refusal))
            assert winners == 1
            assert Event.objects.count() == seen + 1
            if results[0]:
                take(Step.MODERATE, story, ines)
