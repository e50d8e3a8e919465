"""Three items in hand at most, whatever they are; the next one is the oldest that one may read."""

import pytest
from django.utils import timezone

from directory.models import Membership, User
from tests.pressing import key, pressed, submit_reply, take, version_of
from tests.stories_made import published_story, submitted_story
from workflow import actions
from workflow.models import Claim, Step
from workflow.spine.refusals import NotAllowed, TooLate

pytestmark = pytest.mark.django_db


class TestHands:
    def test_a_fourth_claim_is_refused_and_lists_the_three(self, world, mamie, ines):
        stories = [submitted_story(mamie, world.caf_gard, title=f"Récit {n}") for n in range(4)]
        for one in stories[:3]:
            take(Step.MODERATE, one, ines)

        with pytest.raises(TooLate, match="trois éléments") as refusal:
            take(Step.MODERATE, stories[3], ines)

        assert [lease.title for lease in refusal.value.context["held"]] == [
            "Récit 0",
            "Récit 1",
            "Récit 2",
        ]

    def test_the_cap_counts_every_kind_of_work(self, world, mamie, marc):
        routings = [published_story(mamie, world.caf_gard).routings.get() for _ in range(4)]
        submit_reply(routings[0], User.objects.get(pk=colleague(world).pk))
        take(Step.VALIDATE, routings[0], marc)
        take(Step.DRAFT, routings[1], marc)
        take(Step.DRAFT, routings[2], marc)

        with pytest.raises(TooLate, match="trois éléments") as refusal:
            take(Step.DRAFT, routings[3], marc)

        assert {lease.step for lease in refusal.value.context["held"]} == {"draft", "validate"}
        assert all(lease.title for lease in refusal.value.context["held"])

    def test_next_obeys_the_cap_too(self, world, mamie, ines):
        for _ in range(4):
            submitted_story(mamie, world.caf_gard)
        for _ in range(3):
            actions.claim_next(by=ines, key=key())

        with pytest.raises(TooLate, match="trois éléments") as refusal:
            actions.claim_next(by=ines, key=key())

        assert len(refusal.value.context["held"]) == 3

    def test_taking_over_obeys_the_cap_too_and_says_so(self, world, mamie, ines, lucie):
        stories = [submitted_story(mamie, world.caf_gard) for _ in range(4)]
        take(Step.MODERATE, stories[3], ines)
        for one in stories[:3]:
            take(Step.MODERATE, one, lucie)

        with pytest.raises(TooLate, match="trois éléments"):
            actions.take_over(Step.MODERATE, stories[3].pk, **pressed(stories[3], lucie), reason="Absente.")

    @pytest.mark.parametrize("verb", ["claim", "next", "take_over"])
    def test_ones_own_expired_lease_does_not_fill_the_hands(self, verb, world, mamie, ines, lucie):
        stories = [submitted_story(mamie, world.caf_gard) for _ in range(4)]
        for one in stories[:3]:
            take(Step.MODERATE, one, lucie)
        Claim.objects.filter(item_id=stories[0].pk).update(expires_at=timezone.now())

        match verb:
            case "claim":
                take(Step.MODERATE, stories[3], lucie)
            case "next":
                # The oldest free story is now the very one whose lease ran out.
                assert actions.claim_next(by=lucie, key=key()).item_id == stories[0].pk
            case "take_over":
                take(Step.MODERATE, stories[3], ines)
                actions.take_over(
                    Step.MODERATE, stories[3].pk, **pressed(stories[3], lucie), reason="Absente."
                )

        assert Claim.objects.filter(holder=lucie, expires_at__gt=timezone.now()).count() == 3

    def test_claiming_what_one_holds_costs_no_hand(self, world, mamie, ines):
        stories = [submitted_story(mamie, world.caf_gard) for _ in range(3)]
        for one in stories:
            take(Step.MODERATE, one, ines)

        take(Step.MODERATE, stories[1], ines)

        assert Claim.objects.filter(holder=ines).count() == 3


def colleague(world) -> User:
    """Somebody else who drafts at the Caf du Gard."""
    person = User.objects.create_user("colleague@exemple.test", "Chloé Bonnet")
    Membership.objects.create(user=person, structure=world.caf_gard, profile="drafter")
    return person


def test_a_moderator_never_reads_for_others_what_they_told_themselves(world, ines, lucie, karim):
    for moderator in (ines, lucie):
        story = submitted_story(moderator, world.caf_gard)

        with pytest.raises(NotAllowed):
            take(Step.MODERATE, story, moderator)
        assert actions.claim_next(by=moderator, key=key()) is None
        assert take(Step.MODERATE, story, karim)


def test_next_serves_the_oldest_in_scope_and_skips_ones_own_house(world, mamie, ines, olive):
    ours = submitted_story(mamie, world.caf_ales)
    elsewhere = submitted_story(mamie, world.sip_nimes, submitted_at=timezone.now())
    Membership.objects.create(user=ines, structure=world.caf_gard, profile="observer")

    assert actions.claim_next(by=ines, key=key()).item_id == elsewhere.pk
    assert actions.claim_next(by=ines, key=key()) is None
    assert version_of(ours) == 1
