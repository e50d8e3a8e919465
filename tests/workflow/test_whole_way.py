"""A story's whole way, by the verbs alone."""

import pytest

from stories.models import Reply, Routing, Story, StoryText
from tests.pressing import WORDS, approve, pressed, publish, submit_reply, take
from tests.stories_made import draft_story, submitted_story
from workflow import actions
from workflow.models import Claim, Event, Mail, Notification, Step

pytestmark = pytest.mark.django_db


def test_a_story_goes_from_telling_to_two_replies(
    world, mamie, ines, sonia, vera, django_capture_on_commit_callbacks
):
    story = draft_story(mamie, [world.caf_gard])

    actions.submit(story.pk, **pressed(story, mamie))
    publish(story, ines, world.caf_gard, world.fs_sommieres)
    routing, other = story.routings.order_by("pk")
    submit_reply(routing, sonia)
    approve(routing, vera)

    story.refresh_from_db()
    routing.refresh_from_db()
    other.refresh_from_db()
    assert story.state == Story.State.PUBLISHED
    assert (routing.state, other.state) == (Routing.State.ANSWERED, Routing.State.TO_ANSWER)
    assert routing.reply.text == WORDS.text
    assert not Claim.objects.exists()
    assert list(Event.objects.filter(routing=None).values_list("action", flat=True)) == [
        "submit",
        "claim_moderate",
        "publish",
    ]
    assert set(Notification.objects.filter(person=mamie).values_list("kind", flat=True)) == {
        "published",
        "replied",
    }
    assert Notification.objects.filter(person=sonia, kind="routed").exists()
    assert Notification.objects.filter(person=vera, kind="to_validate").exists()
    assert {"received", "published", "routed", "to_validate", "replied"} == set(
        Mail.objects.values_list("kind", flat=True)
    )


def test_a_correction_keeps_the_original_and_publishes_the_rest(world, mamie, ines):
    story = submitted_story(mamie, world.caf_gard)
    tab = take(Step.MODERATE, story, ines)

    actions.correct(
        story.pk,
        **pressed(story, ines),
        tab=tab,
        structures=[world.caf_gard.pk],
        title=story.title,
        text=story.text.replace("Puis plus rien", "Puis rien"),
        reason="Une répétition retirée.",
    )

    story.refresh_from_db()
    original, corrected = story.texts.order_by("pk")
    assert original.kind == StoryText.Kind.ORIGINAL and original.public_at is None
    assert "Puis plus rien" in original.text and "Puis plus rien" not in story.text
    assert corrected.text == story.text and corrected.public_at is not None


def test_a_rejected_story_says_why(world, mamie, ines):
    story = submitted_story(mamie, world.caf_gard)
    tab = take(Step.MODERATE, story, ines)

    actions.reject(story.pk, **pressed(story, ines), tab=tab, reason="personal_case")

    story.refresh_from_db()
    assert story.state == Story.State.REJECTED
    assert story.decisions.get().reason == "personal_case"
    assert not story.routings.exists()


def test_a_reply_sent_back_goes_on_in_the_same_draft(world, mamie, ines, sonia, vera):
    story = submitted_story(mamie, world.caf_gard)
    publish(story, ines, world.caf_gard)
    routing = story.routings.get()
    submit_reply(routing, sonia)
    tab = take(Step.VALIDATE, routing, vera)

    actions.send_back(routing.pk, **pressed(routing, vera), tab=tab, comment="Plus court.")

    routing.refresh_from_db()
    assert routing.state == Routing.State.DRAFTING
    assert routing.draft.text == WORDS.text
    assert Notification.objects.filter(person=sonia, kind="sent_back").exists()


def test_withdrawing_closes_every_routing_and_keeps_the_reply_private(world, mamie, ines, sonia):
    story = submitted_story(mamie, world.caf_gard)
    publish(story, ines, world.caf_gard, world.fs_sommieres)
    tab = take(Step.DRAFT, story.routings.get(structure=world.caf_gard), sonia)

    actions.withdraw(story.pk, **pressed(story, mamie))

    assert set(story.routings.values_list("state", flat=True)) == {Routing.State.CLOSED}
    assert not Claim.objects.exists(), tab


def test_a_structure_without_validation_publishes_at_once(world, mamie, ines, sonia):
    world.caf_gard.validates = False
    world.caf_gard.save()
    story = submitted_story(mamie, world.caf_gard)
    publish(story, ines, world.caf_gard)
    routing = story.routings.get()

    submit_reply(routing, sonia)

    assert Reply.objects.get(routing=routing).text == WORDS.text


def test_a_service_without_agents_alarms_steering(world, mamie, ines, pilote):
    story = submitted_story(mamie, world.sip_nimes)

    publish(story, ines, world.sip_nimes)

    assert story.routings.get().holder is None
    assert Notification.objects.filter(person=pilote, kind="orphan").exists()


def test_a_child_without_agents_is_answered_for_by_its_parent(world, mamie, ines, sonia):
    story = submitted_story(mamie, world.caf_ales)

    publish(story, ines, world.caf_ales)

    assert story.routings.get().holder == world.caf_gard
