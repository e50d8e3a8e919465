"""A question to the author waits like a rewrite does; its answer goes back to the same moderator."""

import pytest

from stories.models import Story, StoryText
from tests.pressing import fresh, pressed, publish
from tests.stories_made import TEXT, TITLE
from tests.workflow.presses import ask, correct
from workflow import actions
from workflow.models import Mail, Notification, Question
from workflow.spine.refusals import Invalid

pytestmark = pytest.mark.django_db


def test_a_question_waits_for_the_author_and_tells_them(story, ines, mamie):
    ask(story, ines, " Quelle Caf ?\n")

    assert fresh(story).state == Story.State.AWAITING_AUTHOR
    assert Question.objects.get().text == "Quelle Caf ?"
    assert Mail.objects.get(person=mamie).kind == "asked"
    assert Notification.objects.get(person=mamie).kind == Notification.Kind.ASKED


@pytest.mark.parametrize("question", ["", " \u200b\n", "x" * 2001, "\0"])
def test_a_question_must_be_one(question, story, ines):
    with pytest.raises(Invalid) as refusal:
        ask(story, ines, question)

    assert refusal.value.field == "question"


def test_a_question_is_answered_to_the_same_moderator(story, ines, karim, mamie):
    ask(story, ines)

    actions.answer_question(story.pk, **pressed(story, mamie), answer="Celle de Nîmes.")

    now = fresh(story)
    assert (now.state, now.kept_for, now.awaiting_since) == ("submitted", ines, None)
    assert Question.objects.get().answer == "Celle de Nîmes."
    assert Notification.objects.get(person=ines).kind == Notification.Kind.AUTHOR_ANSWERED
    assert story.texts.count() == 1, "nothing was told anew"


def test_a_question_is_answered_with_the_story_told_anew(story, ines, mamie):
    ask(story, ines)

    actions.answer_question(
        story.pk, **pressed(story, mamie), answer="Voilà.", title="Un autre titre", text="Autre récit."
    )

    kept = story.texts.latest("pk")
    assert (kept.kind, kept.title, kept.text) == ("resubmitted", "Un autre titre", "Autre récit.")
    assert (fresh(story).title, fresh(story).text) == ("Un autre titre", "Autre récit.")


def test_a_title_alone_may_change(story, ines, mamie):
    ask(story, ines)

    actions.answer_question(story.pk, **pressed(story, mamie), answer="Voilà.", title="Un autre titre")

    assert (fresh(story).title, fresh(story).text) == ("Un autre titre", TEXT)


def test_a_story_told_anew_in_the_words_of_an_undone_correction_is_its_authors(
    story, ines, mamie, world, settings
):
    settings.UNDO_SECONDS = 10
    correct(story, ines, world.caf_gard, text="Autre récit.")
    tab = actions.undo(story.pk, **pressed(story, ines)).detail["tab"]
    actions.ask(story.pk, **pressed(story, ines), tab=tab, question="Ainsi ?")
    actions.answer_question(story.pk, **pressed(story, mamie), answer="Oui.", text="Autre récit.")
    settings.UNDO_SECONDS = 0
    publish(story, ines, world.caf_gard)

    assert story.texts.get(public_at__isnull=False).kind == StoryText.Kind.RESUBMITTED


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"answer": " \u200b"}, "answer"),
        ({"answer": "x" * 2001}, "answer"),
        ({"answer": "\0"}, "answer"),
        ({"text": "x" * 15_001}, "text"),
        ({"title": "x" * 151}, "title"),
        ({"text": "Un octet nul\0."}, "text"),
    ],
)
def test_what_cannot_be_is_given_back(typed, field, story, ines, mamie, everything):
    ask(story, ines)
    before = everything()

    with pytest.raises(Invalid) as refusal:
        actions.answer_question(story.pk, **pressed(story, mamie), **({"answer": "Oui."} | typed))

    assert refusal.value.field == field
    assert everything() == before


def test_an_answer_that_speaks_of_a_danger_is_read_first(story, ines, mamie):
    ask(story, ines)

    actions.answer_question(story.pk, **pressed(story, mamie), answer="Je n’ai plus envie de vivre.")

    assert fresh(story).urgent


def test_what_a_moderator_said_of_an_unchanged_text_stands(story, ines, mamie):
    Story.objects.filter(pk=story.pk).update(text="Un film sur le suicide.")
    ask(story, ines)

    actions.answer_question(
        story.pk, **pressed(story, mamie), answer="Oui.", title=TITLE, text="Un film sur le suicide."
    )

    assert not fresh(story).urgent
