"""« Suivant » gives a silent second reading once in a while, to whoever asks for stories to read."""

import pytest
from django.urls import reverse

from directory.models import User
from stories.models import Story
from tests.pressing import key, pressed, take
from tests.stories_made import submitted_story
from workflow import actions
from workflow.models import Calibration, Claim, Step
from workflow.moderation.next import next_url

pytestmark = pytest.mark.django_db


class TestSuivant:
    def test_gives_one_after_nine_stories_and_not_before(self, waiting, world, mamie, karim):
        given = []
        for _ in range(12):
            submitted_story(mamie, world.caf_gard)
            url = next_url(by=karim, key=key())
            given.append(is_second(url, waiting))
            put_down(karim)

        assert given == [False] * 9 + [True] + [False] * 2

    def test_gives_none_when_none_waits(self, world, mamie, karim):
        for _ in range(10):
            submitted_story(mamie, world.caf_gard)
            assert next_url(by=karim, key=key()).startswith("/moderation/")
            put_down(karim)

        assert next_url(by=karim, key=key()) is None

    def test_gives_none_that_a_colleague_reads(self, waiting, world, mamie, karim, lucie):
        for _ in range(9):
            submitted_story(mamie, world.caf_gard)
            next_url(by=karim, key=key())
            put_down(karim)
        take(Step.CALIBRATE, waiting.story, lucie)
        submitted_story(mamie, world.caf_gard)

        assert not is_second(next_url(by=karim, key=key()), waiting)

    def test_pressed_twice_gives_the_same_one(self, waiting, world, mamie, karim):
        for _ in range(9):
            submitted_story(mamie, world.caf_gard)
            next_url(by=karim, key=key())
            put_down(karim)
        once = key()

        first, again = (next_url(by=karim, key=once) for _ in range(2))

        assert first == again and is_second(first, waiting)


def is_second(url: str | None, waiting: Calibration) -> bool:
    assert url
    return url.startswith(reverse("workflow:calibrate", args=[waiting.story_id]))


def put_down(person: User) -> None:
    """Reject what they hold to read; a second reading they give back unread."""
    for lease in Claim.objects.filter(holder=person):
        story = Story.objects.get(pk=lease.item_id)
        held = pressed(story, person) | {"tab": str(lease.tab)}
        if lease.step == Step.MODERATE:
            actions.reject(story.pk, **held, reason="off_topic")
        else:
            actions.release(Step.CALIBRATE, story.pk, **held)
