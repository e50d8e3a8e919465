"""« Publier » publishes what the moderator sees."""

import pytest
from django.urls import reverse

from stories.models import Story
from tests.pressing import key, pressed, take, version_of
from tests.stories_made import submitted_story
from workflow import actions
from workflow.models import Step

pytestmark = pytest.mark.django_db


def press_publish(client, story, tab, house, text):
    fields = {"key": key(), "version": version_of(story), "tab": tab, "structures": house.pk}
    return client.post(
        reverse("workflow:publish", args=[story.pk]), fields | {"title": story.title, "text": text}
    )


def test_never_throws_a_correction_away(client, world, mamie, ines):
    story = submitted_story(mamie, world.caf_gard)
    tab = take(Step.MODERATE, story, ines)
    client.force_login(ines)

    page = press_publish(client, story, tab, world.caf_gard, "Un texte sans numéro.")

    assert page.status_code == 422
    assert "Un texte sans numéro." in page.text
    assert Story.objects.get(pk=story.pk).state == Story.State.SUBMITTED


def test_a_text_that_was_emptied_is_given_back_empty(client, world, mamie, ines):
    story = submitted_story(mamie, world.caf_gard)
    fields = {"key": key(), "tab": take(Step.MODERATE, story, ines), "structures": world.caf_gard.pk}
    fields |= {"version": version_of(story), "title": "", "text": "", "correct_reason": "Clarté."}
    client.force_login(ines)

    page = client.post(reverse("workflow:correct", args=[story.pk]), fields)

    assert page.status_code == 422
    assert 'id="correct-title" name="title" maxlength="150" value=""' in page.text
    assert 'aria-describedby="correct-text-error">\n</textarea>' in page.text


def test_says_who_was_faster_once_a_colleague_corrected_it(client, world, mamie, ines, karim):
    story = submitted_story(mamie, world.caf_gard)
    told, tab = story.text, take(Step.MODERATE, story, karim)
    corrected = {"title": story.title, "text": "Un texte sans numéro.", "reason": "Clarté."}
    houses = [world.caf_gard.pk]
    actions.correct(story.pk, **pressed(story, karim), tab=tab, structures=houses, **corrected)
    client.force_login(ines)

    page = press_publish(client, story, tab, world.caf_gard, told)

    assert page.status_code == 409 and karim.name in page.text


def test_publishes_the_text_as_browsers_send_it_back(client, world, mamie, ines):
    story = submitted_story(mamie, world.caf_gard)
    tab = take(Step.MODERATE, story, ines)
    client.force_login(ines)

    press_publish(client, story, tab, world.caf_gard, story.text.replace("\n", "\r\n"))

    assert Story.objects.get(pk=story.pk).state == Story.State.PUBLISHED
