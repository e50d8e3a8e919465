"""Whoever wrote a reply does not approve it."""

import pytest

from stories.models import Reply, Routing
from tests.pressing import WORDS, approve, pressed, submit_reply, take
from tests.workflow.claims.verbs import HELD, attempt
from tests.workflow.reply_desks import save
from workflow import actions
from workflow.actions import ReplyWords
from workflow.models import Event, Step
from workflow.spine.refusals import NotAllowed

pytestmark = pytest.mark.django_db


class TestFourEyes:
    def test_nobody_approves_what_they_submitted(self, routing, marc, vera):
        submit_reply(routing, marc)
        tab = take(Step.VALIDATE, routing, marc)

        with pytest.raises(NotAllowed, match="un autre valideur"):
            actions.approve(routing.pk, **pressed(routing, marc), tab=tab)

        actions.release(Step.VALIDATE, routing.pk, **pressed(routing, marc), tab=tab)
        assert approve(routing, vera).state == Routing.State.ANSWERED

    @pytest.mark.parametrize("verb", ["approve", "approve_with_edits", "send_back"])
    def test_no_verdict_by_somebody_whose_words_were_taken_over(self, verb, routing, marc, sonia):
        tab = take(Step.DRAFT, routing, marc)
        save(routing, marc, tab, 0, "Les mots de Marc.")
        actions.release(Step.DRAFT, routing.pk, **pressed(routing, marc), tab=tab)
        submit_reply(routing, sonia, ReplyWords("Les mots de Sonia."))
        tab = take(Step.VALIDATE, routing, marc)

        with pytest.raises(NotAllowed):
            attempt(verb, routing, marc, tab, HELD[verb][1])

        assert not Reply.objects.exists()

    def test_no_verdict_by_somebody_whose_words_another_submitted_unchanged(self, routing, marc, sonia):
        tab = take(Step.DRAFT, routing, marc)
        save(routing, marc, tab, 0, "Les mots de Marc.")
        actions.release(Step.DRAFT, routing.pk, **pressed(routing, marc), tab=tab)
        submit_reply(routing, sonia, ReplyWords("Les mots de Marc."))

        with pytest.raises(NotAllowed):
            approve(routing, marc)

    def test_a_validator_who_took_over_the_validation_may_approve(self, routing, sonia, vera, marc):
        submit_reply(routing, sonia)
        take(Step.VALIDATE, routing, vera)
        taken = actions.take_over(Step.VALIDATE, routing.pk, **pressed(routing, marc), reason="Absente.")

        actions.approve(routing.pk, **pressed(routing, marc), tab=taken.detail["tab"])

        assert Reply.objects.get().text == WORDS.text

    def test_a_writer_who_takes_over_the_validation_may_not(self, routing, vera, marc):
        submit_reply(routing, marc)
        take(Step.VALIDATE, routing, vera)
        taken = actions.take_over(Step.VALIDATE, routing.pk, **pressed(routing, marc), reason="Absente.")

        with pytest.raises(NotAllowed):
            actions.approve(routing.pk, **pressed(routing, marc), tab=taken.detail["tab"])

    def test_somebody_who_wrote_before_the_last_verdict_alone_may_judge_what_others_wrote_since(
        self, routing, sonia, vera, marc
    ):
        submit_reply(routing, marc, ReplyWords("Les mots de Marc."))
        tab = take(Step.VALIDATE, routing, vera)
        actions.send_back(routing.pk, **pressed(routing, vera), tab=tab, comment="À refaire.")
        submit_reply(routing, sonia, ReplyWords("Tout autre chose."))

        assert approve(routing, marc).state == Routing.State.ANSWERED

    def test_words_sent_back_and_submitted_again_unchanged_are_still_their_writers(
        self, routing, sonia, vera, marc
    ):
        submit_reply(routing, marc, ReplyWords("Les mots de Marc."))
        tab = take(Step.VALIDATE, routing, vera)
        actions.send_back(routing.pk, **pressed(routing, vera), tab=tab, comment="À revoir.")
        submit_reply(routing, sonia, ReplyWords("Les mots de Marc."))

        with pytest.raises(NotAllowed):
            approve(routing, marc)

    def test_where_validation_is_off_ones_own_words_are_published(self, world, routing, marc):
        world.caf_gard.validates = False
        world.caf_gard.save(update_fields=["validates"])

        submit_reply(routing, marc)

        assert Reply.objects.get().text == WORDS.text
        assert not Event.objects.filter(action="approve").exists()
