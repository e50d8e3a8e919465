"""Replies, by several people at the same instant, on real connections: one wins, no word is lost."""

from functools import partial

import pytest

from directory.models import Membership, User
from stories.models import Reply, Routing
from tests.at_once import at_once, refused, won
from tests.pressing import WORDS, events_of, pressed, publish, submit_reply, take
from tests.stories_made import submitted_story
from tests.workflow.reply_desks import save
from workflow import actions
from workflow.actions import ReplyWords
from workflow.models import Claim, DraftRevision, ReplyDraft, Step
from workflow.spine.refusals import NotAllowed, Refusal, TooLate

pytestmark = pytest.mark.django_db(transaction=True)


class TestAnswering:
    def test_three_verdicts_at_once_are_one(self, sonia, vera, routing):
        submit_reply(routing, sonia)
        tab = take(Step.VALIDATE, routing, vera)

        results = at_once(
            partial(actions.approve, routing.pk, **pressed(routing, vera), tab=tab),
            partial(actions.approve_with_edits, routing.pk, **pressed(routing, vera), tab=tab, words=WORDS),
            partial(actions.send_back, routing.pk, **pressed(routing, vera), tab=tab, comment="Non."),
        )

        assert len(won(results)) == 1
        assert len(events_of(routing, "approve", "approve_with_edits", "send_back")) == 1
        published = won(results)[0].state == Routing.State.ANSWERED
        assert Reply.objects.filter(routing=routing).count() == published

    def test_a_reply_submitted_eight_times_is_one_revision(self, sonia, routing):
        tab = take(Step.DRAFT, routing, sonia)
        press = pressed(routing, sonia)

        results = at_once(*[partial(actions.submit_reply, routing.pk, **press, tab=tab, words=WORDS)] * 8)

        assert len({(one.version, one.state) for one in won(results)}) == 1 and not refused(results)
        assert routing.revisions.count() == 1

    @pytest.mark.parametrize("round_", range(5))
    def test_a_submission_and_a_take_over_leave_one_holder_of_the_truth(self, round_, sonia, gilles, routing):
        tab = take(Step.DRAFT, routing, sonia)

        results = at_once(
            partial(actions.submit_reply, routing.pk, **pressed(routing, sonia), tab=tab, words=WORDS),
            partial(
                actions.take_over,
                Step.DRAFT,
                routing.pk,
                **pressed(routing, gilles),
                reason="Elle est en congé.",
            ),
        )

        assert [type(refusal) for refusal in refused(results)] == [TooLate]
        submitted = not isinstance(results[0], Refusal)
        assert routing.revisions.count() == submitted
        assert Claim.objects.count() == (not submitted)

    @pytest.mark.parametrize("round_", range(5))
    def test_withdrawing_while_a_reply_is_approved_never_waits_nor_leaves_it_public(
        self, round_, mamie, sonia, vera, routing
    ):
        submit_reply(routing, sonia)
        tab = take(Step.VALIDATE, routing, vera)

        results = at_once(
            partial(actions.withdraw, routing.story_id, **pressed(routing.story, mamie)),
            partial(actions.approve, routing.pk, **pressed(routing, vera), tab=tab),
        )

        routing.refresh_from_db()
        assert not isinstance(results[0], Refusal)
        assert routing.state == Routing.State.CLOSED
        assert Reply.objects.exists() != isinstance(results[1], TooLate)

    def test_two_first_saves_of_one_draft_are_one_draft(self, sonia, routing):
        tab = take(Step.DRAFT, routing, sonia)
        save = partial(
            actions.save_draft,
            routing.pk,
            **pressed(routing, sonia),
            tab=tab,
            saves=0,
            words=ReplyWords("Bonjour Mamie30,"),
        )

        results = at_once(save, save)

        assert len(won(results)) == 2, "the same words twice are no conflict"
        assert ReplyDraft.objects.get().saves == 1
        assert len(events_of(routing, "save_draft")) == 1

    @pytest.mark.parametrize("round_", range(5))
    def test_no_word_is_lost_when_a_draft_is_taken_over_while_it_is_typed(
        self, round_, sonia, gilles, routing
    ):
        typed = [" ".join(f"mot{n}" for n in range(length)) for length in range(1, 9)]
        tab = take(Step.DRAFT, routing, sonia)
        taken: list[str] = []

        def type_on() -> list[tuple[str, bool]]:
            kept = []
            for number, text in enumerate(typed):
                kept.append((text, saved(routing, sonia, tab, number, text)))
            return kept

        def take_it() -> None:
            while not taken:
                try:
                    outcome = actions.take_over(
                        Step.DRAFT, routing.pk, **pressed(routing, gilles), reason="Urgent."
                    )
                    taken.append(outcome.detail["tab"])
                except TooLate:
                    continue  # the first save moved the routing: look again, as a person would

        typing, _ = at_once(type_on, take_it)
        kept = [text for text, was_saved in typing if was_saved]
        before = ReplyDraft.objects.filter(routing=routing).first()
        assert saved(routing, gilles, taken[0], before.saves if before else 0, "Autre chose.")

        assert [was for _, was in typing] == sorted((was for _, was in typing), reverse=True), (
            "once refused, always refused"
        )
        if kept:
            revision = DraftRevision.objects.get(routing=routing)
            assert (revision.text, revision.by) == (kept[-1], sonia)
        assert ReplyDraft.objects.get(routing=routing).text == "Autre chose."


def saved(routing: Routing, by: User, tab: str, saves: int, text: str) -> bool:
    """Whether this save was accepted; a refused one leaves the words with whoever typed them."""
    try:
        save(routing, by, tab, saves, text)
    except TooLate:
        return False
    return True


def test_two_structures_answer_one_story_at_once(world, mamie, ines, sonia):
    agent = User.objects.create_user("fs@exemple.test", "Farid Saïdi")
    Membership.objects.create(user=agent, structure=world.fs_sommieres, profile="drafter")
    story = submitted_story(mamie, world.caf_gard)
    publish(story, ines, world.caf_gard, world.fs_sommieres)
    ours = story.routings.get(structure=world.caf_gard)
    theirs = story.routings.get(structure=world.fs_sommieres)

    results = at_once(partial(submit_reply, ours, sonia), partial(submit_reply, theirs, agent))

    assert not refused(results)
    with pytest.raises(NotAllowed):
        take(Step.DRAFT, theirs, sonia)
