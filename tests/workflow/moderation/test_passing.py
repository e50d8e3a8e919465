"""« Suivant »: urgent first, then by age; what one passed stays away, and nobody is given many hard texts in a row."""

from datetime import timedelta

import pytest
from django.utils import timezone

from directory.models import User
from stories.models import Story
from tests.pressing import key, pressed, publish, take
from tests.stories_made import submitted_story
from tests.workflow.presses import later, reject
from workflow import actions
from workflow.models import Claim, Pass, Step
from workflow.spine.refusals import NotAllowed, TooLate

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue(world, mamie):
    """Stories in the order of their age; « hard » and « urgent » ones by name."""

    def tell(*kinds: str) -> list[Story]:
        now = timezone.now()
        return [
            submitted_story(
                mamie,
                world.caf_gard,
                title=f"{number} {kind}",
                submitted_at=now - timedelta(hours=100 - number),
                difficult="hard" in kind,
                urgent="urgent" in kind,
            )
            for number, kind in enumerate(kinds)
        ]

    return tell


def served(by: User, times: int) -> list[str]:
    """What « Suivant » gives, each story decided before the next is asked for."""
    titles = []
    for _ in range(times):
        found = actions.claim_next(by=by, key=key())
        if found is None:
            break
        story = Story.objects.get(pk=found.item_id)
        titles.append(story.title)
        actions.reject(story.pk, **pressed(story, by), tab=found.detail["tab"], reason="off_topic")
    return titles


def pass_on(story: Story, by: User, **more: bool) -> None:
    actions.pass_on(story.pk, **pressed(story, by), **more)


class TestTheOrder:
    def test_is_by_age(self, queue, ines):
        queue("", "", "")

        assert served(ines, 4) == ["0 ", "1 ", "2 "]

    def test_puts_what_is_urgent_before_it(self, queue, ines):
        queue("", "urgent", "", "urgent")

        assert served(ines, 4) == ["1 urgent", "3 urgent", "0 ", "2 "]

    def test_knows_no_criticality(self, queue, ines):
        _, second = queue("", "")
        Story.objects.filter(pk=second.pk).update(criticality=5)

        assert served(ines, 2) == ["0 ", "1 "]

    def test_follows_what_people_say_of_the_danger(self, queue, ines, karim):
        _, second = queue("", "")
        actions.annotate(
            second.pk,
            **pressed(second, karim),
            criticality=None,
            tags=[],
            procedure=None,
            urgent=True,
            difficult=False,
        )

        assert served(ines, 2) == ["1 ", "0 "]


class TestPassing:
    def test_leaves_it_to_colleagues_and_never_brings_it_back(self, queue, ines, karim):
        first, _ = queue("", "")

        pass_on(first, ines)

        assert served(ines, 3) == ["1 "]
        assert served(karim, 3) == ["0 "]

    def test_lets_go_of_it(self, queue, ines, karim):
        first, *_ = queue("")
        take(Step.MODERATE, first, ines)

        pass_on(first, ines)

        assert not Claim.objects.exists()
        assert actions.claim_next(by=karim, key=key()).item_id == first.pk

    def test_is_logged_with_its_mark_and_says_nothing_else(self, queue, ines):
        first, *_ = queue("")

        pass_on(first, ines, difficult=True)

        event = first.events.get()
        assert (event.action, event.actor, event.detail) == ("pass", ines, {"difficult": True})
        assert Story.objects.get(pk=first.pk).difficult

    def test_never_takes_the_mark_away(self, queue, ines):
        first, *_ = queue("hard")

        pass_on(first, ines)

        assert Story.objects.get(pk=first.pk).difficult

    def test_twice_is_once(self, queue, ines):
        first, *_ = queue("")
        press = pressed(first, ines)

        actions.pass_on(first.pk, **press)
        assert actions.pass_on(first.pk, **press).replayed
        pass_on(first, ines)

        assert Pass.objects.count() == 1

    def test_what_a_colleague_holds_is_refused(self, queue, ines, karim, everything):
        first, *_ = queue("")
        take(Step.MODERATE, first, karim)
        before = everything()

        with pytest.raises(TooLate) as refusal:
            pass_on(first, ines)

        assert refusal.value.context["who"] == "Karim Benali"
        assert everything() == before

    def test_one_may_still_take_it_by_hand(self, queue, ines):
        first, *_ = queue("")
        pass_on(first, ines)

        assert take(Step.MODERATE, first, ines)

    def test_holds_through_a_new_telling(self, queue, ines, karim, mamie):
        first, *_ = queue("")
        pass_on(first, ines)
        reject(first, karim)
        actions.resubmit(first.pk, **pressed(first, mamie), title="Encore", text="Autrement.")

        assert actions.claim_next(by=ines, key=key()) is None

    def test_everything_leaves_nothing(self, queue, ines):
        for story in queue("", "urgent", "hard"):
            pass_on(story, ines)

        assert actions.claim_next(by=ines, key=key()) is None

    def test_is_for_those_who_read(self, queue, mamie, pilote):
        first, *_ = queue("")
        for person in (mamie, pilote):
            with pytest.raises(NotAllowed):
                pass_on(first, person)


class TestHardTexts:
    def test_come_three_in_a_row_and_then_one_is_skipped(self, queue, ines):
        queue("hard", "hard", "hard", "hard", "easy", "hard")

        assert served(ines, 6) == ["0 hard", "1 hard", "2 hard", "4 easy", "3 hard", "5 hard"]

    def test_one_item_is_skipped_at_most(self, queue, ines):
        queue(*["hard"] * 5, "easy")

        assert served(ines, 6)[:4] == ["0 hard", "1 hard", "2 hard", "4 hard"]

    def test_are_not_withheld_where_there_is_nothing_else(self, queue, ines):
        queue(*["hard"] * 4)

        assert served(ines, 5) == ["0 hard", "1 hard", "2 hard", "3 hard"]

    def test_that_are_urgent_are_never_skipped(self, queue, ines):
        queue(*["hard urgent"] * 4, "easy")

        assert served(ines, 5)[3] == "3 hard urgent"

    def test_spare_each_person_apart(self, queue, ines, karim):
        queue("hard", "hard", "hard", "hard", "easy")
        served(ines, 3)

        assert served(karim, 1) == ["3 hard"]

    def test_an_easy_one_between_begins_the_count_anew(self, queue, ines):
        queue("hard", "hard", "easy", "hard", "hard", "hard", "easy")

        assert served(ines, 7) == ["0 hard", "1 hard", "2 easy", "3 hard", "4 hard", "5 hard", "6 easy"]

    def test_taken_by_hand_count_too(self, queue, ines, karim):
        stories = queue("hard", "hard", "hard", "hard", "easy")
        for story in stories[:3]:
            reject(story, ines)

        assert served(ines, 1) == ["4 easy"]

    def test_one_taken_in_several_tabs_counts_once(self, queue, ines):
        first, *_ = queue("hard", "hard", "easy")
        for _ in range(3):
            take(Step.MODERATE, first, ines)

        assert served(ines, 1) == ["1 hard"]

    def test_count_all_the_same_when_the_last_was_taken_in_several_tabs(self, queue, ines):
        stories = queue("hard", "hard", "hard", "hard", "easy")
        for story in stories[:2]:
            reject(story, ines)
        for _ in range(3):
            take(Step.MODERATE, stories[2], ines)
        reject(stories[2], ines)

        assert served(ines, 1) == ["4 easy"]

    def test_marked_only_afterwards_count_too(self, queue, ines):
        stories = queue("", "", "", "hard", "easy")
        served(ines, 3)
        Story.objects.filter(pk__in=[story.pk for story in stories[:3]]).update(difficult=True)

        assert served(ines, 1) == ["4 easy"]


class TestKeptForAColleague:
    def test_it_is_passed_over_until_its_day_is_over(self, queue, ines, karim):
        first, _ = queue("", "")
        Story.objects.filter(pk=first.pk).update(
            kept_for=karim, kept_until=timezone.now() + timedelta(hours=24)
        )

        assert served(ines, 2) == ["1 "]
        with later(hours=24):
            assert served(ines, 1) == ["0 "]

    def test_it_is_skipped_even_if_it_is_urgent(self, queue, ines, karim):
        first, _ = queue("urgent", "")
        Story.objects.filter(pk=first.pk).update(
            kept_for=karim, kept_until=timezone.now() + timedelta(hours=24)
        )

        assert served(ines, 2) == ["1 "]
        assert served(karim, 1) == ["0 urgent"]


def test_no_next_for_who_is_no_moderator(queue, mamie, pilote, sonia):
    for person in (mamie, pilote, sonia):
        with pytest.raises(NotAllowed):
            actions.claim_next(by=person, key=key())


def test_what_is_decided_and_still_undoable_is_not_next(queue, ines, karim, world, settings):
    settings.UNDO_SECONDS = 10
    first, *_ = queue("")
    publish(first, ines, world.caf_gard)

    assert actions.claim_next(by=karim, key=key()) is None
