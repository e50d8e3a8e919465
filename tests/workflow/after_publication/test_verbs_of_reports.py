"""Readers report what is public; moderators dismiss the reports, or hand them to a senior."""

from functools import partial

import pytest
from django.urls import reverse

from directory.models import PlatformRole, User
from stories.models import Report, Routing, Story, StoryService
from tests.at_once import at_once, refused, won
from tests.pressing import fresh, pressed, publish, submit_reply, take
from tests.stories_made import submitted_story
from tests.workflow.afterwards import open_reports, unpublish
from tests.workflow.desks import signed_in
from tests.workflow.presses import holding
from workflow import actions
from workflow.models import Claim, Decision, Event, Mail, Notification, Remark, Step
from workflow.spine.refusals import Invalid, NotAllowed, NotSeen, TooLate

pytestmark = pytest.mark.django_db


class TestReporting:
    def test_needs_no_account_and_moves_nothing_but_the_version(self, story):
        before = fresh(story)

        actions.report(story.pk, "names", "  Le guichetier est reconnaissable.\n")

        now, event = fresh(story), story.events.get()
        assert (now.state, now.version, now.is_public) == ("published", before.version + 1, True)
        assert (event.action, event.actor, event.detail) == ("reported", None, {})
        assert story.reports.get().word == "Le guichetier est reconnaissable."

    @pytest.mark.parametrize(
        ("reason", "word"), [("", ""), ("nonsense", ""), ("names", "x" * 501), ("names", "a\0")]
    )
    def test_must_make_sense(self, reason, word, story, everything):
        before = everything()

        with pytest.raises(Invalid):
            actions.report(story.pk, reason, word)

        assert everything() == before

    def test_is_of_what_everybody_can_read(self, story, world, mamie, lucie):
        waiting = submitted_story(mamie, world.caf_gard)
        unpublish(story, lucie)

        for unseen in (story.pk, waiting.pk, 0, 2**63, -1):
            with pytest.raises(NotSeen):
                actions.report(unseen, "names")

        assert not Report.objects.exists()

    def test_all_open_ones_of_a_story_are_one_item_to_claim(self, reported, ines, karim):
        take(Step.REPORT, reported, ines)

        with pytest.raises(TooLate) as refusal:
            take(Step.REPORT, reported, karim)

        assert refusal.value.context["who"] == "Inès Moreau"
        assert Claim.objects.count() == 1

    def test_there_is_nothing_to_claim_without_one(self, story, ines, lucie):
        with pytest.raises(TooLate, match="déjà traités"):
            take(Step.REPORT, story, ines)
        with pytest.raises(TooLate, match="déjà traités"):
            actions.take_over(Step.REPORT, story.pk, **pressed(story, lucie), reason="Absente.")

    def test_one_that_comes_while_somebody_decides_is_not_closed_unread(self, reported, ines):
        press = holding(Step.REPORT, reported, ines)
        actions.report(reported.pk, "unlawful")

        with pytest.raises(TooLate):
            actions.dismiss_reports(reported.pk, **press)

        assert open_reports(reported) == 3

    def test_a_moderator_of_the_house_it_was_addressed_to_reads_none(self, world, mamie, ines, sip_agent):
        """The author named another service; a moderator addressed it."""
        story = submitted_story(mamie, world.caf_gard)
        publish(story, ines, world.sip_nimes)
        actions.report(story.pk, "names")

        assert StoryService.objects.get(structure=world.sip_nimes).by_moderator
        with pytest.raises(NotAllowed):
            take(Step.REPORT, story, sip_agent)

    def test_nobody_addresses_a_story_to_their_own_house(self, world, mamie, sip_agent):
        story = submitted_story(mamie, world.caf_gard)

        with pytest.raises(Invalid, match="Vous travaillez pour ce service"):
            publish(story, sip_agent, world.caf_gard, world.sip_nimes)

        assert not Routing.objects.exists()


class TestDismissing:
    def test_closes_them_and_the_story_stays(self, reported, ines):
        actions.dismiss_reports(
            reported.pk, **holding(Step.REPORT, reported, ines), note="Un élu, en public."
        )

        assert open_reports(reported) == 0 and fresh(reported).is_public
        assert not Claim.objects.exists()
        decision = reported.decisions.get()
        assert (decision.outcome, decision.by) == (Decision.Outcome.DISMISS, ines)
        assert Remark.objects.get(event=decision.event).text == "Un élu, en public."
        assert not Mail.objects.exists(), "its author need not know"

    def test_needs_no_word(self, reported, ines):
        actions.dismiss_reports(reported.pk, **holding(Step.REPORT, reported, ines))

        assert not Remark.objects.exists()

    def test_a_word_too_long_is_given_back(self, reported, ines):
        with pytest.raises(Invalid):
            actions.dismiss_reports(reported.pk, **holding(Step.REPORT, reported, ines), note="x" * 1001)

        assert open_reports(reported) == 2

    def test_another_report_opens_the_item_anew(self, reported, ines, karim):
        actions.dismiss_reports(reported.pk, **holding(Step.REPORT, reported, ines))
        actions.report(reported.pk, "abusive")

        assert take(Step.REPORT, reported, karim)


class TestEscalating:
    @pytest.fixture
    def escalated(self, reported, ines) -> Story:
        press = holding(Step.REPORT, reported, ines)
        actions.escalate_reports(reported.pk, **press, note=" Faut-il le dépublier ?\n")
        return reported

    def test_gives_the_reports_back_for_a_senior_to_take(self, escalated, lucie):
        assert open_reports(escalated) == 2 and not Claim.objects.exists()
        assert take(Step.REPORT, escalated, lucie)

    def test_asks_for_an_opinion_in_a_note_among_moderators(self, escalated, ines):
        note = escalated.internal_comments.get()

        assert (note.by, note.text, note.asks) == (ines, "Faut-il le dépublier ?", True)
        assert note.structure is None, "no administration reads it"
        assert not escalated.decisions.exists() and not Mail.objects.exists()

    def test_tells_the_seniors_who_may_read_it_and_leads_them_to_the_reports(
        self, reported, ines, lucie, world
    ):
        elsewhere = User.objects.create_user("ailleurs@exemple.test", "Aline Gérard")
        role = PlatformRole.objects.create(user=elsewhere, role=PlatformRole.Role.SENIOR)
        role.networks.add(world.dgfip)
        gone = User.objects.create_user("partie@exemple.test", "Gaëlle Parti")
        PlatformRole.objects.create(user=gone, role=PlatformRole.Role.SENIOR)
        User.objects.filter(pk=gone.pk).update(is_active=False)
        press = holding(Step.REPORT, reported, ines)

        actions.escalate_reports(reported.pk, **press, note="Faut-il le dépublier ?")

        told = Notification.objects.get()
        assert (told.person, told.kind) == (lucie, Notification.Kind.REPORTS_UP)
        page = signed_in(lucie).get(reverse("workflow:notifications")).text
        assert f'id="listed-{told.pk}" href="/moderation/signalements/{reported.pk}/' in page

    @pytest.mark.parametrize("note", ["", " \u200b", "x" * 1001, "a\0"])
    def test_needs_a_note_that_can_be_kept(self, note, reported, ines):
        with pytest.raises(Invalid):
            actions.escalate_reports(reported.pk, **holding(Step.REPORT, reported, ines), note=note)

        assert Claim.objects.exists() and not reported.internal_comments.exists()

    def test_is_for_who_has_the_reports_in_hand(self, reported, ines, karim):
        press = holding(Step.REPORT, reported, ines)

        with pytest.raises(TooLate):
            actions.escalate_reports(reported.pk, **press | {"by": karim}, note="À voir.")


def test_withdrawing_closes_the_reports_and_frees_who_held_them(reported, ines, mamie):
    take(Step.REPORT, reported, ines)

    actions.withdraw(reported.pk, **pressed(reported, mamie))

    assert open_reports(reported) == 0 and not Claim.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.mark.parametrize("round_", range(3))
    def test_two_people_claim_the_same_reports_and_one_has_them(self, round_, reported, ines, karim):
        results = at_once(
            *(
                partial(actions.claim, Step.REPORT, reported.pk, **pressed(reported, who))
                for who in (ines, karim)
            )
        )

        assert len(won(results)) == 1
        assert refused(results)[0].context["who"] == Claim.objects.get().holder.name

    @pytest.mark.parametrize("round_", range(5))
    def test_dismissing_and_unpublishing_are_one_of_them(self, round_, reported, ines, lucie):
        press = holding(Step.REPORT, reported, ines)

        results = at_once(
            partial(actions.dismiss_reports, reported.pk, **press),
            partial(unpublish, reported, lucie, version=press["version"]),
        )

        assert len(won(results)) == 1 and [type(one) for one in refused(results)] == [TooLate]
        assert open_reports(reported) == 0
        assert reported.decisions.count() == 1
        gone = fresh(reported).state == Story.State.UNPUBLISHED
        assert {routing.state == Routing.State.CLOSED for routing in reported.routings.all()} == {gone}

    def test_eight_readers_report_at_once_and_each_is_heard(self, story):
        results = at_once(*[partial(actions.report, story.pk, "names")] * 8)

        assert not refused(results)
        assert open_reports(story) == Event.objects.filter(action="reported").count() == 8

    @pytest.mark.parametrize("round_", range(3))
    def test_a_reply_approved_while_its_story_is_unpublished_is_hidden_with_it(
        self, round_, story, lucie, sonia, vera
    ):
        routing = story.routings.get(structure__name="Caf du Gard")
        submit_reply(routing, sonia)
        press = holding(Step.VALIDATE, routing, vera)

        unpublished, _ = at_once(
            partial(unpublish, story, lucie), partial(actions.approve, routing.pk, **press)
        )

        assert unpublished.state == Story.State.UNPUBLISHED
        assert Routing.objects.get(pk=routing.pk).state == Routing.State.CLOSED
