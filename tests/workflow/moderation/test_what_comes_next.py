"""One rule says what comes next, after a decision as after a pass: the next of the queue one works through."""

import pytest
from django.urls import reverse

from tests.pressing import key, version_of
from tests.stories_made import submitted_story
from tests.workflow.desks import signed_in
from tests.workflow.presses import escalate
from workflow.models import Claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def second_readings(world, mamie, ines):
    told = [submitted_story(mamie, world.caf_gard) for _ in range(2)]
    for story in told:
        escalate(story, ines, "Un doute.")
    return told


def pass_on(story, by, **more: str) -> str:
    url = reverse("workflow:pass", args=[story.pk])
    answer = signed_in(by).post(url, {"version": version_of(story), "key": key(), **more})
    return answer["Location"]


def test_passing_a_second_reading_goes_on_among_second_readings(second_readings, lucie, mamie, world):
    first, second = second_readings
    submitted_story(mamie, world.caf_gard)

    led_to = pass_on(first, lucie, file="secondes-lectures")

    assert led_to.startswith(reverse("workflow:bench", args=[second.pk]))
    assert led_to.endswith("&file=secondes-lectures")
    assert Claim.objects.get().item_id == second.pk


def test_passing_a_first_reading_goes_on_among_first_readings(second_readings, lucie, mamie, world):
    first, second = (submitted_story(mamie, world.caf_gard) for _ in range(2))

    assert pass_on(first, lucie).startswith(reverse("workflow:bench", args=[second.pk]))


def test_where_nothing_is_left_one_is_back_at_the_queue_one_worked_through(second_readings, lucie):
    first, second = second_readings
    Claim.objects.all().delete()
    pass_on(first, lucie, file="secondes-lectures")
    Claim.objects.all().delete()

    assert pass_on(second, lucie, file="secondes-lectures") == reverse("workflow:second")
