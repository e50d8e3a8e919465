"""Claims, by several people at the same instant, on real connections: one wins, the others are told who."""

from functools import partial

import pytest

from directory.models import PlatformRole, User
from tests.at_once import at_once, refused, won
from tests.pressing import events_of, key, pressed, take
from tests.stories_made import submitted_story
from workflow import actions
from workflow.models import Claim, KeyedRequest, Step
from workflow.spine.refusals import TooLate

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def eight() -> list[User]:
    """Eight national moderators."""
    people = [User.objects.create_user(f"m{n}@exemple.test", f"Modératrice {n}") for n in range(8)]
    for person in people:
        PlatformRole.objects.create(user=person, role=PlatformRole.Role.MODERATOR)
    return people


class TestClaiming:
    def test_eight_people_claim_the_same_story_and_seven_are_told_who_has_it(self, eight, story):
        results = at_once(
            *(partial(actions.claim, Step.MODERATE, story.pk, **pressed(story, who)) for who in eight)
        )

        assert len(won(results)) == 1
        holder = Claim.objects.get().holder
        assert eight[results.index(won(results)[0])] == holder
        assert all(
            isinstance(refusal, TooLate) and refusal.context["who"] == holder.name
            for refusal in refused(results)
        )
        assert len(events_of(story, "claim_moderate")) == 1

    def test_eight_people_press_next_on_five_stories_and_nobody_shares_one(self, eight, world, mamie):
        stories = {submitted_story(mamie, world.caf_gard).pk for _ in range(5)}

        results = at_once(*(partial(actions.claim_next, by=who, key=key()) for who in eight))

        found = [outcome.item_id for outcome in results if outcome]
        assert sorted(found) == sorted(stories)
        held = set(Claim.objects.values_list("holder", "item_id"))
        assert held == {(who.pk, one.item_id) for who, one in zip(eight, results, strict=True) if one}

    def test_nobody_goes_empty_handed_while_there_is_a_story_for_each(self, eight, world, mamie):
        for _ in range(8):
            submitted_story(mamie, world.caf_gard)

        results = at_once(*(partial(actions.claim_next, by=who, key=key()) for who in eight))

        assert len({outcome.item_id for outcome in won(results) if outcome}) == 8

    def test_the_same_press_of_next_twice_is_one_story(self, ines, world, mamie):
        for _ in range(3):
            submitted_story(mamie, world.caf_gard)
        one = key()

        results = at_once(*(partial(actions.claim_next, by=ines, key=one) for _ in range(4)))

        assert len({(found.item_id, found.detail["tab"]) for found in won(results)}) == 1
        assert Claim.objects.count() == KeyedRequest.objects.count() == 1

    def test_eight_tabs_of_one_person_never_hold_more_than_three(self, ines, world, mamie):
        stories = [submitted_story(mamie, world.caf_gard) for _ in range(8)]

        results = at_once(
            *(partial(actions.claim, Step.MODERATE, one.pk, **pressed(one, ines)) for one in stories)
        )

        assert len(won(results)) == Claim.objects.count() == 3
        assert all(len(refusal.context["held"]) == 3 for refusal in refused(results))

    def test_next_and_claim_of_the_oldest_story_give_it_to_one(self, ines, karim, story):
        results = at_once(
            partial(actions.claim_next, by=ines, key=key()),
            partial(actions.claim, Step.MODERATE, story.pk, **pressed(story, karim)),
        )

        assert len([outcome for outcome in won(results) if outcome]) == 1
        assert len(events_of(story, "claim_moderate")) == 1

    def test_two_seniors_take_over_at_once(self, ines, lucie, eight, story):
        PlatformRole.objects.filter(user=eight[0]).update(role=PlatformRole.Role.SENIOR)
        take(Step.MODERATE, story, ines)

        results = at_once(
            *(
                partial(actions.take_over, Step.MODERATE, story.pk, **pressed(story, who), reason="Absente.")
                for who in (lucie, User.objects.get(pk=eight[0].pk))
            )
        )

        assert len(won(results)) == 1
        assert len(events_of(story, "take_over_moderate")) == 1
