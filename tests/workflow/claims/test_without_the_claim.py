"""Without the claim nobody writes or decides."""

from uuid import uuid4

import pytest
from django.utils import timezone

from directory.models import User
from stories.models import AnswerBack, Routing, Story
from tests.pressing import submit_reply, take
from tests.stories_made import answer
from tests.workflow.claims.verbs import HELD, attempt
from workflow import actions
from workflow.models import Calibration, Claim, Decision, Step
from workflow.spine.refusals import Refusal, TooLate
from workflow.spine.transitions import TRANSITIONS

pytestmark = pytest.mark.django_db


def test_every_verb_that_needs_a_claim_is_tried_below():
    held = {name for name, transition in TRANSITIONS.items() if transition.holding}
    assert held == set(HELD)
    assert all(TRANSITIONS[name].holding == step for name, (step, _) in HELD.items())


def answer_to(name: str, item: Story | Routing, by: User, tab: object, more: dict) -> int:
    with pytest.raises(Refusal) as refusal:
        attempt(name, item, by, tab, more)
    return refusal.value.status


# With the holder's own tab in hand: what each is answered for a story to read, for a reply to write or validate,
# and for what follows a publication.
REFUSED = {
    "karim": (409, 403, 409),  # moderates too
    "lucie": (409, 403, 409),  # a senior moderator, but did not take over
    "marc": (404, 409, 403),  # drafts and validates in that house
    "pilote": (403, 403, 403),
    "olive": (404, 403, 403),
    "mamie": (403, 403, 403),  # its author
    "paul": (404, 403, 403),
}


WHEN = {
    Step.MODERATE: 0,
    Step.DRAFT: 1,
    Step.VALIDATE: 1,
    Step.REPORT: 2,
    Step.CALIBRATE: 2,
    Step.ANSWER: 2,
}


@pytest.mark.parametrize("name", HELD)
class TestWithoutTheClaim:
    """Whatever the verb: no change of any row."""

    @pytest.fixture
    def item(self, name, world, mamie, ines, lucie, sonia, vera, story, routing):
        """The item at the step this verb is about, held by its usual person."""
        step = HELD[name][0]
        match step:
            case Step.MODERATE:
                held, by = story, ines
            case Step.REPORT:
                held, by = routing.story, ines
                actions.report(held.pk, "names")
            case Step.CALIBRATE:
                held, by = routing.story, ines
                decision = Decision.objects.create(story=held, outcome="publish", by=lucie)
                Calibration.objects.create(story=held, decision=decision)
            case Step.ANSWER:
                held, by = routing, ines
                AnswerBack.objects.create(reply=answer(routing), text="Merci, mais rien n'a changé.")
            case Step.VALIDATE:
                held, by = routing, vera
                submit_reply(routing, sonia)
            case Step.DRAFT:
                held, by = routing, sonia
        take(step, held, by)
        return held

    @pytest.fixture
    def more(self, name, world) -> dict:
        sent = HELD[name][1]
        return sent | {"structures": [world.caf_gard.pk]} if "structures" in sent else sent

    def test_nobody_else_changes_anything(self, name, item, more, request, everything):
        people = {who: request.getfixturevalue(who) for who in REFUSED}
        tab = Claim.objects.get(item_id=item.pk, step=HELD[name][0]).tab
        before = everything()

        answers = {who: answer_to(name, item, person, tab, more) for who, person in people.items()}

        assert answers == {who: each[WHEN[HELD[name][0]]] for who, each in REFUSED.items()}
        assert everything() == before

    def test_the_holder_changes_nothing_from_another_tab(self, name, item, more, everything):
        holder = Claim.objects.get(item_id=item.pk).holder
        before = everything()

        for tab in (str(uuid4()), "", "'; DROP TABLE workflow_claim; --"):
            with pytest.raises(TooLate):
                attempt(name, item, holder, tab, more)

        assert everything() == before

    def test_the_holder_changes_nothing_once_the_lease_is_over(self, name, item, more, everything):
        lease = Claim.objects.get(item_id=item.pk)
        Claim.objects.filter(item_id=item.pk).update(expires_at=timezone.now())
        before = everything()

        with pytest.raises(TooLate):
            attempt(name, item, lease.holder, lease.tab, more)

        assert everything() == before
