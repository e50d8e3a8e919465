"""What one was told is unread until one follows it, acts on it, or says that all is read."""

import pytest
from django.urls import reverse

from stories.models import Story
from tests.pressing import pressed
from tests.stories_made import submitted_story
from tests.workflow.desks import signed_in
from tests.workflow.presses import ask
from workflow import actions
from workflow.models import Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(world, mamie, ines) -> Story:
    story = submitted_story(mamie, world.caf_gard)
    ask(story, ines)
    return story


@pytest.fixture
def told(story, mamie) -> Notification:
    return Notification.objects.get(person=mamie)


def follow(person, notification: Notification) -> None:
    signed_in(person).post(reverse("workflow:read_one"), {"notification": notification.pk})
    notification.refresh_from_db()


def test_followed_it_is_read(told, mamie) -> None:
    follow(mamie, told)
    assert told.read_at is not None
    assert "Tout marquer comme lu" not in signed_in(mamie).get(reverse("workflow:notifications")).text


def test_by_somebody_else_it_stays_unread(told, ines) -> None:
    follow(ines, told)
    assert told.read_at is None


def test_whoever_acts_on_a_story_has_read_what_they_were_told_of_it(story, told, mamie) -> None:
    actions.answer_question(story.pk, **pressed(story, mamie), answer="À Nîmes.")
    told.refresh_from_db()
    assert told.read_at is not None


def test_what_one_was_told_of_another_story_stays_unread(told, world, mamie, ines) -> None:
    other = submitted_story(mamie, world.caf_gard)
    actions.withdraw(other.pk, **pressed(other, mamie))
    told.refresh_from_db()
    assert told.read_at is None


def test_looking_reads_nothing(told, mamie) -> None:
    for page in (reverse("workflow:notifications"), reverse("workflow:to_author", args=[told.story_id])):
        signed_in(mamie).get(page)
    told.refresh_from_db()
    assert told.read_at is None
