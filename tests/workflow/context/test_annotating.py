"""Beside decisions: what a story is about, how serious it is, and words among moderators; nothing of it is public."""

import pytest
from django.urls import reverse

from directory.models import Procedure
from stories.models import Story
from tests.pressing import key, pressed, publish, take
from tests.workflow.desks import signed_in
from workflow import actions
from workflow.models import InternalComment, Notification, Step
from workflow.spine.refusals import Incomplete, Invalid, NotAllowed, NotSeen
from workflow.workbench.history import history_of

pytestmark = pytest.mark.django_db
SAID = {"criticality": None, "tags": [], "procedure": None, "urgent": False, "difficult": False}


def annotate(story: Story, by, **said):
    return actions.annotate(story.pk, **pressed(story, by), **(SAID | said))


class TestAnnotating:
    def test_says_what_the_story_is_about_and_how_serious_it_is(self, story, ines):
        procedure = Procedure.objects.create(name="Déménager")

        annotate(
            story,
            ines,
            criticality=5,
            tags=[" Logement ", "logement", "", "APL  2026"],
            procedure=procedure.pk,
        )

        now = Story.objects.get(pk=story.pk)
        assert (now.criticality, now.tags, now.procedure) == (5, ["logement", "apl 2026"], procedure)

    def test_keeps_in_the_event_no_word_anybody_typed(self, story, ines):
        annotate(story, ines, criticality=3, tags=["logement"], urgent=True)

        assert story.events.get().detail == {"criticality": 3, "urgent": True, "difficult": False}

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"criticality": 6}, "criticality"),
            ({"criticality": -1}, "criticality"),
            ({"tags": ["x" * 41]}, "tags"),
            ({"tags": [f"tag {n}" for n in range(11)]}, "tags"),
            ({"tags": ["a\0"]}, "tags"),
            ({"procedure": 0}, "procedure"),
            ({"procedure": 2**70}, "procedure"),
        ],
    )
    def test_must_make_sense(self, said, field, story, ines, everything):
        before = everything()

        with pytest.raises(Invalid) as refusal:
            annotate(story, ines, **said)

        assert refusal.value.field == field
        assert everything() == before

    def test_needs_no_claim_and_takes_none(self, story, ines, karim):
        tab = take(Step.MODERATE, story, karim)

        annotate(story, ines, criticality=2)

        actions.reject(story.pk, **pressed(story, karim), tab=tab, reason="off_topic")

    def test_shows_nothing_of_it_in_public(self, story, ines, mamie, world):
        annotate(story, ines, criticality=4, tags=["stigmatisation"])
        publish(story, ines, world.caf_gard)

        for reader in (signed_in(mamie), signed_in(ines)):
            for url in (reverse("stories:story", args=[story.pk]), reverse("stories:mine")):
                assert "stigmatisation" not in reader.get(url).text


class TestNoting:
    def test_is_kept_with_who_and_when_and_moves_nothing(self, story, ines):
        actions.note(story.pk, by=ines, key=key(), text=" Un avis ? ", asks=True)

        written = InternalComment.objects.get()
        assert (written.by, written.text, written.asks, written.structure) == (ines, "Un avis ?", True, None)
        now = Story.objects.get(pk=story.pk)
        assert (now.state, now.version) == (story.state, story.version + 1)
        assert [event.detail for event in story.events.filter(action="note")] == [{"note": written.pk}]

    def test_tells_whoever_asked_that_a_colleague_answered(self, story, ines, karim, lucie):
        actions.note(story.pk, by=ines, key=key(), text="Un avis ?", asks=True)
        actions.note(story.pk, by=ines, key=key(), text="Je précise : sur le nom.")
        assert not Notification.objects.exists()

        actions.note(story.pk, by=karim, key=key(), text="Il peut rester.")
        actions.note(story.pk, by=lucie, key=key(), text="Oui.")

        told = Notification.objects.get()
        assert (told.person, told.kind, told.event.actor) == (ines, "opinion", karim)
        assert history_of(story) == [], "notes stand beside the history"
        page = signed_in(ines).get(reverse("workflow:notifications")).text
        assert f'href="{reverse("workflow:bench", args=[story.pk])}"' in page

    def test_tells_all_who_wait_for_an_opinion_once_each(self, story, ines, karim, lucie):
        for who in (ines, ines, karim):
            actions.note(story.pk, by=who, key=key(), text="Un avis ?", asks=True)
        assert [one.person for one in Notification.objects.all()] == [ines], "Karim wrote after her question"

        actions.note(story.pk, by=lucie, key=key(), text="Publions.")

        assert [one.person for one in Notification.objects.order_by("pk")] == [ines, karim]

    def test_pressed_twice_is_one(self, story, ines):
        press = key()

        first = actions.note(story.pk, by=ines, text="Un avis ?", key=press)
        assert not first.replayed
        again = actions.note(story.pk, by=ines, text="Un avis ?", key=press)
        assert (again.replayed, again.detail) == (True, first.detail)
        assert InternalComment.objects.count() == 1

    def test_pressed_again_once_the_story_is_public_no_more_was_written_all_the_same(self, story, ines):
        press = key()
        first = actions.note(story.pk, by=ines, text="Un avis ?", key=press)
        Story.objects.filter(pk=story.pk).update(state=Story.State.UNPUBLISHED)

        again = actions.note(story.pk, by=ines, text="Un avis ?", key=press)

        assert (again.replayed, again.detail) == (True, first.detail)

    @pytest.mark.parametrize("text", ["", " \u200b\n", "x" * 2001, "a\0"])
    def test_must_say_something_that_can_be_kept(self, text, story, ines):
        with pytest.raises(Invalid):
            actions.note(story.pk, by=ines, key=key(), text=text)

        assert not InternalComment.objects.exists()

    def test_with_a_key_that_is_none_is_refused(self, story, ines):
        with pytest.raises(Incomplete):
            actions.note(story.pk, by=ines, text="Un avis ?", key="x" * 65)

    def test_is_for_moderators_who_see_the_story(self, story, mamie, pilote, paul, sonia, sip_agent, world):
        for who in (mamie, pilote):
            with pytest.raises(NotAllowed):
                actions.note(story.pk, by=who, key=key(), text="Un avis ?")
        for who in (paul, sonia):
            with pytest.raises(NotSeen):
                actions.note(story.pk, by=who, key=key(), text="Un avis ?")
        assert actions.note(story.pk, by=sip_agent, key=key(), text="Un avis ?")

    def test_is_nothing_its_author_nor_an_administration_reads(self, story, ines, mamie, sonia, world):
        actions.note(story.pk, by=ines, key=key(), text="Ce récit me paraît inventé.")
        publish(story, ines, world.caf_gard)
        routing = story.routings.get()

        for reader, url in [
            (signed_in(mamie), reverse("stories:mine")),
            (signed_in(mamie), reverse("stories:story", args=[story.pk])),
            (signed_in(sonia), reverse("workflow:inbox")),
            (signed_in(sonia), reverse("workflow:desk", args=[routing.pk])),
        ]:
            assert "inventé" not in reader.get(url).text
