"""A heavier rewrite is agreed to change by change; nothing is public before every change has its answer."""

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse

from stories.models import Routing, Story, StoryText
from tests.at_once import at_once, won
from tests.pressing import key, pressed, publish, take
from tests.stories_made import submitted_story
from tests.workflow.presses import (
    answer_proposal,
    ask,
    changes_of,
    correct,
    escalate,
    holding,
    later,
    propose,
)
from workflow import actions
from workflow.actions import Answered
from workflow.models import Claim, Decision, Mail, Notification, Pass, Proposal, Step
from workflow.spine.refusals import Invalid, TooLate

pytestmark = pytest.mark.django_db
TITLE = "Reçue par monsieur Durand"
TOLD = "J'ai été reçue à Nîmes. Monsieur Durand a crié. J'ai attendu.\n\nPuis rien 👩‍👧. Je suis partie."
BETTER = (
    "J'ai été reçue à Nîmes. Un agent a crié. J'ai attendu.\n\nPuis plus rien 👩‍👧. Je suis partie. Dommage."
)


@pytest.fixture
def story(world, mamie) -> Story:
    return submitted_story(mamie, world.caf_gard, title=TITLE, text=TOLD)


@pytest.fixture
def proposal(story, ines, world) -> Proposal:
    return propose(story, ines, world.caf_gard, title="Reçue par un agent", text=BETTER)


def fresh(story: Story) -> Story:
    return Story.objects.get(pk=story.pk)


class TestProposing:
    def test_waits_for_the_author_and_tells_them(self, proposal, story, mamie, ines):
        now = fresh(story)

        assert (now.state, now.reminded, now.text) == ("awaiting_author", 0, TOLD)
        assert now.awaiting_since <= proposal.at
        told = Notification.objects.get(person=mamie)
        assert told.kind == Notification.Kind.ASKED
        assert Mail.objects.get(person=mamie).kind == "proposed"
        decision = story.decisions.get()
        assert (decision.outcome, decision.by) == (Decision.Outcome.REWRITE, ines)
        assert not Claim.objects.exists()

    def test_asks_about_the_title_first_then_about_each_sentence(self, proposal, story):
        assert [(c.of_title, c.before.strip(), c.after.strip(), c.reason) for c in changes_of(story)] == [
            (True, TITLE, "Reçue par un agent", "Raison 1."),
            (False, "Monsieur Durand a crié.", "Un agent a crié.", "Raison 2."),
            (False, "Puis rien 👩‍👧.", "Puis plus rien 👩‍👧.", "Raison 3."),
            (False, "", "Dommage.", "Raison 4."),
        ]
        for change in changes_of(story)[1:]:
            assert TOLD[change.start : change.end] == change.before

    def test_shows_nothing_to_anybody_else(self, proposal, story, client, sonia):
        assert client.get(reverse("stories:story", args=[story.pk])).status_code == 404
        assert not Routing.objects.exists() and not Notification.objects.filter(person=sonia).exists()

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"reasons": ["Une seule raison."]}, "reasons"),
            ({"reasons": ["a", "b", " ", "d"]}, "reasons"),
            ({"reasons": ["a", "b", "c", "d", "e"]}, "reasons"),
            ({"reasons": ["a", "b", "c", "d" * 501]}, "reasons"),
            ({"reasons": ["a", "b", "c\0", "d"]}, "reasons"),
            ({"title": TITLE, "text": TOLD}, "text"),
            ({"title": TITLE, "text": TOLD.replace("\n\n", "\n"), "reasons": []}, "text"),
            ({"text": " \n\u200b "}, "text"),
            ({"text": "Un octet nul\0."}, "text"),
            ({"text": "x" * 15_001}, "text"),
            ({"title": "x" * 151}, "title"),
            ({"title": "\u200b"}, "title"),
            ({"structures": []}, "structures"),
        ],
    )
    def test_must_make_sense(self, typed, field, story, ines, world, everything):
        press = holding(Step.MODERATE, story, ines)
        before = everything()
        sent = {
            "structures": [world.caf_gard.pk],
            "title": "Reçue par un agent",
            "text": BETTER,
            "reasons": list("abcd"),
        }

        with pytest.raises(Invalid) as refusal:
            actions.propose_rewrite(story.pk, **press, **(sent | typed))

        assert refusal.value.field == field
        assert everything() == before

    def test_to_ones_own_house_is_a_colleagues(self, story, ines, world, sip_agent):
        press = holding(Step.MODERATE, story, sip_agent)

        with pytest.raises(Invalid, match="Vous travaillez pour ce service") as refusal:
            actions.propose_rewrite(
                story.pk,
                **press,
                structures=[world.sip_nimes.pk],
                title="T",
                text=TOLD,
                reasons=["Plus court."],
            )

        assert refusal.value.field == "structures"


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


class TestBackToTheSameModerator:
    @pytest.fixture
    def back(self, proposal, story, mamie) -> Story:
        answer_proposal(story, mamie, *["refused"] * 4)
        return fresh(story)

    def test_it_is_kept_for_them_for_a_day(self, back, karim, lucie, ines):
        with pytest.raises(TooLate, match="répondre à un collègue") as refusal:
            take(Step.MODERATE, back, karim)
        assert refusal.value.context["who"] == "Inès Moreau"
        with later(hours=23):
            assert actions.claim_next(by=karim, key=key()) is None
        with later(hours=24):
            assert actions.claim_next(by=karim, key=key()).item_id == back.pk

    def test_next_gives_it_to_them_first(self, back, ines, mamie, world):
        submitted_story(mamie, world.caf_gard)

        assert actions.claim_next(by=ines, key=key()).item_id == back.pk

    def test_even_if_they_had_passed_it_once(self, story, ines, mamie, world):
        Pass.objects.create(story=story, person=ines)
        propose(story, ines, world.caf_gard, title="Autrement")
        answer_proposal(story, mamie, "refused")

        assert actions.claim_next(by=ines, key=key()).item_id == story.pk

    def test_a_senior_may_take_it_and_giving_it_back_leaves_it_kept(self, back, lucie, karim):
        press = holding(Step.MODERATE, back, lucie)
        actions.release(Step.MODERATE, back.pk, **press)

        with pytest.raises(TooLate, match="répondre à un collègue"):
            take(Step.MODERATE, back, karim)

    def test_given_back_by_them_it_is_anybodys(self, back, ines, karim):
        actions.release(Step.MODERATE, back.pk, **holding(Step.MODERATE, back, ines))

        assert actions.claim_next(by=karim, key=key()).item_id == back.pk

    def test_passed_by_them_it_is_anybodys(self, back, ines, karim):
        actions.pass_on(back.pk, **pressed(back, ines))

        assert actions.claim_next(by=karim, key=key()).item_id == back.pk

    def test_it_is_kept_still_when_their_lease_ran_out(self, back, ines, karim):
        take(Step.MODERATE, back, ines)

        with later(minutes=5):
            actions.expire_leases(Claim.objects.all())
            assert actions.claim_next(by=karim, key=key()) is None
            assert take(Step.MODERATE, back, ines)

    @pytest.mark.parametrize("decide", [publish, partial(correct, text="Autre texte."), propose])
    def test_once_decided_it_is_kept_for_nobody(self, decide, back, ines, world):
        more = {"title": "Encore autrement"} if decide is propose else {}
        decide(back, ines, world.caf_gard, **more)

        assert fresh(back).kept_for is None and fresh(back).kept_until is None

    def test_a_second_reading_is_not_theirs_any_more(self, back, ines, lucie):
        escalate(back, ines)

        assert fresh(back).kept_for is None
        assert take(Step.MODERATE, fresh(back), lucie)

    def test_what_they_publish_then_is_the_text_agreed_to(self, proposal, story, mamie, ines, world):
        answer_proposal(story, mamie, "accepted", Answered("edited", "On a crié."), "accepted", "refused")

        publish(story, ines, world.caf_gard)

        shown = story.texts.get(public_at__isnull=False)
        assert shown.kind == StoryText.Kind.RESUBMITTED and "On a crié." in shown.text


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
