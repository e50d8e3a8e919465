"""« Suivant », in one statement of its own, leaves what claiming the same story would leave."""

import pytest

from live.models import LogRow
from tests.pressing import key, pressed
from tests.stories_made import submitted_story
from workflow import actions
from workflow.models import Claim, Event, KeyedRequest, Step

pytestmark = pytest.mark.django_db(transaction=True)


def left_by(story) -> dict[str, object]:
    """What a claim wrote, but for who pressed which button when."""
    lease = Claim.objects.get(step=Step.MODERATE, item_id=story.pk)
    event = Event.objects.get(story=story)
    keyed = KeyedRequest.objects.get(outcome__item_id=story.pk)
    story.refresh_from_db()
    return {
        "lease": (lease.slot, lease.expires_at - lease.claimed_at, lease.active_at == lease.claimed_at),
        "event": (
            event.action,
            event.from_state,
            event.to_state,
            event.version,
            event.routing,
            set(event.detail),
        ),
        "tab": event.detail["tab"] == keyed.outcome["detail"]["tab"] == str(lease.tab),
        "outcome": {
            name: value for name, value in keyed.outcome.items() if name not in {"item_id", "detail"}
        },
        "version": story.version,
        "announced": sorted(
            topic.replace(str(story.pk), "<story>")
            for row in LogRow.objects.filter(subject="story", subject_id=story.pk)
            for topic in row.topics
        ),
    }


def test_the_rows_are_those_of_a_claim(world, mamie, ines, karim):
    first, second = (submitted_story(mamie, world.caf_gard) for _ in range(2))
    LogRow.objects.all().delete()

    given = actions.claim_next(by=ines, key=key())
    assert given and given.item_id == first.pk
    claimed = actions.claim(Step.MODERATE, second.pk, **pressed(second, karim))

    assert left_by(first) == left_by(second)
    assert (given.version, given.state, set(given.detail)) == (
        claimed.version,
        claimed.state,
        set(claimed.detail),
    )
