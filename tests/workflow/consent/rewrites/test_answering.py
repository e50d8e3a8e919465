"""A heavier rewrite is agreed to change by change; nothing is public before every change has its answer."""

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse

from stories.models import Routing, Story, StoryText
from tests.at_once import at_once, won
from tests.pressing import fresh, pressed
from tests.stories_made import submitted_story
from tests.workflow.consent.rewrites.conftest import BETTER, TITLE, TOLD
from tests.workflow.presses import answer_proposal, ask, changes_of, propose
from workflow import actions
from workflow.actions import Answered
from workflow.models import Mail, Notification
from workflow.spine.refusals import Invalid, TooLate

pytestmark = pytest.mark.django_db


class TestAnswering:
    def test_all_accepted_is_published_at_once_as_proposed(self, proposal, story, mamie, sonia, client):
        outcome = answer_proposal(story, mamie, *["accepted"] * 4)

        now = fresh(story)
        assert outcome.state == now.state == Story.State.PUBLISHED and now.is_public
        assert (now.title, now.text) == ("Reçue par un agent", BETTER)
        assert now.published_at and now.awaiting_since is None and now.kept_for is None
        shown = story.texts.get(public_at__isnull=False)
        assert (shown.kind, shown.text, shown.by) == (StoryText.Kind.REWRITTEN, BETTER, mamie)
        assert shown.reason == "Raison 1. · Raison 2. · Raison 3. · Raison 4."
        assert story.routings.get().holder is not None
        assert Notification.objects.get(person=sonia).kind == Notification.Kind.ROUTED
        assert Mail.objects.get(event=story.events.latest("pk"), person=mamie).kind == "agreed"
        assert "Un agent a crié" in client.get(reverse("stories:story", args=[story.pk])).text

    @pytest.mark.parametrize("missing", range(4))
    def test_every_change_must_be_answered(self, missing, proposal, story, mamie, everything):
        before = everything()
        answers = {change.pk: Answered("accepted") for change in changes_of(story)}
        unanswered = changes_of(story)[missing].pk
        del answers[unanswered]

        with pytest.raises(Invalid) as refusal:
            actions.answer_proposal(story.pk, **pressed(story, mamie), answers=answers)

        assert refusal.value.field == f"change-{unanswered}"
        assert everything() == before

    @pytest.mark.parametrize(
        "wrong",
        [
            Answered(""),
            Answered("maybe"),
            Answered("edited"),
            Answered("edited", " \u200b"),
            Answered("edited", "a\0"),
        ],
    )
    def test_with_one_of_the_three_and_words_to_edit(self, wrong, proposal, story, mamie, everything):
        before = everything()

        with pytest.raises(Invalid):
            answer_proposal(story, mamie, "accepted", wrong, "accepted", "accepted")

        assert everything() == before

    def test_one_refused_leaves_that_sentence_and_goes_back_to_the_same_moderator(
        self, proposal, story, mamie, ines
    ):
        answer_proposal(story, mamie, "accepted", "refused", "accepted", "accepted")

        now = fresh(story)
        assert (now.state, now.kept_for) == ("submitted", ines)
        assert now.title == "Reçue par un agent"
        assert now.text == BETTER.replace("Un agent", "Monsieur Durand")
        kept = story.texts.latest("pk")
        assert (kept.kind, kept.text, kept.public_at) == (StoryText.Kind.RESUBMITTED, now.text, None)
        told = Notification.objects.get(person=ines)
        assert told.kind == Notification.Kind.AUTHOR_ANSWERED
        assert not Routing.objects.exists()

    def test_their_own_words_take_the_place_of_the_sentence(self, proposal, story, mamie):
        answer_proposal(
            story,
            mamie,
            Answered("edited", " Mal \n reçue "),
            Answered("edited", "Quelqu'un a crié !\n\n"),
            "refused",
            "refused",
        )

        now = fresh(story)
        assert now.title == "Mal reçue"
        assert now.text == TOLD.replace("Monsieur Durand a crié.", "Quelqu'un a crié !")

    def test_their_own_words_that_are_the_proposals_are_a_yes_and_that_are_theirs_a_no(
        self, proposal, story, mamie
    ):
        title, *sentences = changes_of(story)
        answers = {title.pk: Answered("edited", f" {title.after} ")}
        answers |= {one.pk: Answered("edited", one.before or one.after) for one in sentences}
        actions.answer_proposal(story.pk, **pressed(story, mamie), answers=answers)

        given = {one.pk: one.answer for one in changes_of(story)}
        assert given[title.pk] == "accepted"
        assert {given[one.pk] for one in sentences if one.before} == {"refused"}

    def test_all_refused_gives_the_text_as_it_was_told(self, proposal, story, mamie):
        answer_proposal(story, mamie, *["refused"] * 4)

        assert (fresh(story).title, fresh(story).text) == (TITLE, TOLD)
        assert story.texts.count() == 1

    def test_words_that_leave_no_title_or_too_long_a_text_are_given_back(self, proposal, story, mamie):
        for answers in (
            [Answered("edited", "x" * 151), "refused", "refused", "refused"],
            ["refused", Answered("edited", "x" * 15_001), "refused", "refused"],
        ):
            with pytest.raises(Invalid):
                answer_proposal(story, mamie, *answers)

        assert fresh(story).state == Story.State.AWAITING_AUTHOR
        assert {change.answer for change in changes_of(story)} == {""}

    def test_answering_speaks_of_a_danger_nobody_knew(self, proposal, story, mamie):
        answer_proposal(
            story, mamie, "refused", Answered("edited", "Je veux me suicider."), "refused", "refused"
        )

        assert fresh(story).urgent

    def test_a_question_is_no_proposal_and_a_proposal_no_question(self, story, proposal, mamie, ines, world):
        with pytest.raises(Invalid, match="Aucune question"):
            actions.answer_question(story.pk, **pressed(story, mamie), answer="Oui.")
        other = submitted_story(mamie, world.caf_gard)
        ask(other, ines)
        with pytest.raises(Invalid, match="Aucune réécriture"):
            actions.answer_proposal(other.pk, **pressed(other, mamie), answers={})

    def test_pressed_twice_is_one_answer(self, proposal, story, mamie):
        press = pressed(story, mamie)
        answers = {change.pk: Answered("accepted") for change in changes_of(story)}

        actions.answer_proposal(story.pk, **press, answers=answers)
        again = actions.answer_proposal(story.pk, **press, answers=answers)

        assert again.replayed and story.routings.count() == 1

    def test_answers_to_an_earlier_proposal_are_none_to_this_one(self, proposal, story, mamie, ines, world):
        old = changes_of(story)
        answer_proposal(story, mamie, *["refused"] * 4)
        propose(story, ines, world.caf_gard, title="Autrement")

        with pytest.raises(Invalid):
            actions.answer_proposal(
                story.pk,
                **pressed(story, mamie),
                answers={change.pk: Answered("accepted") for change in old},
            )

    @pytest.mark.parametrize("staffed", [True, False])
    def test_accepting_still_works_when_its_only_structure_closed_meanwhile(
        self, staffed, story, ines, mamie, world, request
    ):
        if staffed:
            request.getfixturevalue("sonia")
        propose(story, ines, world.caf_ales, title="Autrement")
        world.caf_ales.active = False
        world.caf_ales.save()

        answer_proposal(story, mamie, "accepted")

        assert story.routings.get().holder == (world.caf_gard if staffed else None)


def test_what_waits_for_its_author_may_be_withdrawn(proposal, story, mamie):
    actions.withdraw(story.pk, **pressed(story, mamie))

    with pytest.raises(TooLate):
        answer_proposal(story, mamie, *["accepted"] * 4)
    assert not Routing.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.mark.parametrize("round_", range(5))
    def test_agreeing_and_withdrawing_in_two_tabs_is_one_of_them(self, round_, proposal, story, mamie):
        answers = {change.pk: Answered("accepted") for change in changes_of(story)}

        results = at_once(
            partial(actions.answer_proposal, story.pk, **pressed(story, mamie), answers=answers),
            partial(actions.withdraw, story.pk, **pressed(story, mamie)),
        )

        assert len(won(results)) == 1
        agreed = fresh(story).state == Story.State.PUBLISHED
        assert story.routings.count() == agreed
        assert story.texts.filter(public_at__isnull=False).count() == agreed

    def test_an_answer_and_a_reminder_never_contradict_each_other(self, proposal, story, mamie):
        Story.objects.filter(pk=story.pk).update(awaiting_since=proposal.at - timedelta(days=4))
        answers = {change.pk: Answered("accepted") for change in changes_of(story)}

        answered, reminded = at_once(
            partial(actions.answer_proposal, story.pk, **pressed(story, mamie), answers=answers),
            actions.remind_authors,
        )

        assert (story.events.filter(action="remind").count() == 1) == (reminded == 1)
        assert isinstance(answered, TooLate) == (reminded == 1)
