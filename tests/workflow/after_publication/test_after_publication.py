"""After publication: readers report, moderators close or correct, seniors unpublish and publish again."""

from functools import partial

import pytest
from django.urls import reverse

from directory.models import Membership, PlatformRole, User
from stories.models import AnswerBack, Report, Routing, Story, StoryService, StoryText
from tests.at_once import at_once, refused, won
from tests.pressing import WORDS, approve, key, pressed, publish, submit_reply, take
from tests.stories_made import TEXT, answer, published_story, submitted_story
from tests.workflow.desks import signed_in
from tests.workflow.presses import holding
from workflow import actions
from workflow.models import Claim, Decision, Event, Mail, Notification, Remark, Step
from workflow.spine.refusals import Invalid, NotAllowed, NotSeen, TooLate

pytestmark = pytest.mark.django_db
BETTER = {"title": "Dossier fermé", "text": TEXT.replace("cinq", "six"), "reason": "Une date était fausse."}


@pytest.fixture
def story(world, mamie) -> Story:
    return published_story(mamie, world.caf_gard, world.fs_sommieres)


@pytest.fixture
def reported(story) -> Story:
    actions.report(story.pk, "names", "Le guichetier est reconnaissable.")
    actions.report(story.pk, "false")
    return story


def fresh(story: Story) -> Story:
    return Story.objects.get(pk=story.pk)


def open_reports(story: Story) -> int:
    return story.reports.filter(closed_at=None).count()


def unpublish(story: Story, by: User, **more):
    return actions.unpublish(
        story.pk, **(pressed(story, by) | {"public_reason": "À la demande de la famille."} | more)
    )


def republish(story: Story, by: User, note: str = "La famille a changé d'avis."):
    return actions.republish(story.pk, **pressed(story, by), note=note)


def amend(story: Story, by: User, **more):
    return actions.amend(story.pk, **(pressed(story, by) | BETTER | more))


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


class TestAmending:
    def test_changes_the_public_text_and_keeps_both(self, story, ines, mamie, client):
        amend(story, ines)

        assert fresh(story).text == BETTER["text"] and fresh(story).is_public
        shown = story.texts.get(public_at__isnull=False)
        assert (shown.kind, shown.reason) == (StoryText.Kind.CORRECTED, "Une date était fausse.")
        assert Mail.objects.get(person=mamie).kind == "amended"
        assert Notification.objects.get(person=mamie).kind == Notification.Kind.AMENDED
        page = client.get(reverse("stories:story", args=[story.pk])).text
        assert "six semaines" in page and "cinq semaines" not in page

    def test_closes_the_reports_and_frees_who_held_them(self, reported, ines):
        take(Step.REPORT, reported, ines)

        amend(reported, ines)

        assert open_reports(reported) == 0 and not Claim.objects.exists()

    def test_not_over_the_head_of_who_has_the_reports_in_hand(self, reported, ines, karim, everything):
        take(Step.REPORT, reported, ines)
        before = everything()

        with pytest.raises(TooLate) as refusal:
            amend(reported, karim)

        assert refusal.value.context["who"] == "Inès Moreau"
        assert everything() == before

    def test_once_their_lease_ran_out_anybody_may(self, reported, ines, karim):
        take(Step.REPORT, reported, ines)
        Claim.objects.update(expires_at=reported.submitted_at)

        amend(reported, karim)

        assert not Claim.objects.exists()

    @pytest.mark.parametrize(
        "more", [{"reason": " "}, {"text": TEXT, "title": "Dossier fermé sans explication"}]
    )
    def test_needs_a_reason_and_a_change(self, more, story, ines):
        with pytest.raises(Invalid):
            amend(story, ines, **more)

    def test_leaves_the_replies_where_they_are(self, story, ines, sonia):
        routing = story.routings.get(structure__name="Caf du Gard")
        submit_reply(routing, sonia)

        amend(story, ines)

        assert Routing.objects.get(pk=routing.pk).state == Routing.State.TO_VALIDATE


class TestUnpublishing:
    def test_takes_it_off_with_its_reports_and_closes_what_was_addressed(
        self, reported, lucie, ines, mamie, client
    ):
        take(Step.REPORT, reported, ines)

        unpublish(reported, lucie)

        now = fresh(reported)
        assert (now.state, now.public_reason) == ("unpublished", "À la demande de la famille.")
        assert open_reports(reported) == 0 and not Claim.objects.exists()
        assert {routing.state for routing in reported.routings.all()} == {Routing.State.CLOSED}
        assert Notification.objects.get(person=mamie).kind == Notification.Kind.UNPUBLISHED
        page = client.get(reverse("stories:story", args=[reported.pk]))
        assert "À la demande de la famille." in page.text and TEXT[:20] not in page.text

    @pytest.mark.parametrize("reason", ["", " \u200b", "x" * 1001, "a\0"])
    def test_needs_a_reason_that_can_be_shown(self, reason, story, lucie, everything):
        before = everything()

        with pytest.raises(Invalid):
            unpublish(story, lucie, public_reason=reason)

        assert everything() == before

    @pytest.mark.parametrize(
        ("detail", "kind"),
        [
            ("06 12 34 56 78", "numéro de téléphone"),
            ("dupont@exemple.test", "adresse e-mail"),
            ("FR14 2004 1010 0505 0001 3M02 606", "IBAN"),
            ("2 95 10 99 126 111 93", "numéro de sécurité sociale"),
        ],
    )
    def test_needs_a_reason_without_a_personal_detail(self, detail, kind, story, lucie, everything):
        before = everything()

        with pytest.raises(Invalid, match=f"La raison publique contient\xa0: {kind}. Retirez-le.") as refusal:
            unpublish(story, lucie, public_reason=f"Un tiers, M. Dupont ({detail}), se reconnaît.")

        assert refusal.value.field == "public_reason"
        assert everything() == before

    def test_is_for_seniors(self, story, ines):
        with pytest.raises(NotAllowed):
            unpublish(story, ines)

    def test_lets_no_answer_back_through(self, story, lucie, ines):
        routing = story.routings.first()
        AnswerBack.objects.create(reply=answer(routing), text="Merci, mais rien n'a changé.")
        press = holding(Step.ANSWER, routing, ines)
        unpublish(story, lucie)

        with pytest.raises((TooLate, NotSeen)):
            actions.publish_answer(routing.pk, **press)

        assert not Claim.objects.exists()


class TestRepublishing:
    @pytest.fixture
    def busy(self, story, world, sonia, vera, marc, mamie):
        """One routing at each step: to answer, drafting, to validate, answered."""
        agent = User.objects.create_user("fs@exemple.test", "Farid Saïdi")
        Membership.objects.create(user=agent, structure=world.fs_sommieres, profile="drafter")
        ours, theirs = (story.routings.get(structure=house) for house in (world.caf_gard, world.fs_sommieres))
        submit_reply(ours, sonia)
        approve(ours, vera)
        tab = take(Step.DRAFT, theirs, agent)
        actions.save_draft(theirs.pk, **pressed(theirs, agent), tab=tab, saves=0, words=WORDS)
        below = Routing.objects.create(story=story, structure=world.caf_ales, holder=world.caf_gard)
        submit_reply(below, sonia)
        Routing.objects.create(story=story, structure=world.sip_nimes, state=Routing.State.TRANSFERRED)
        Routing.objects.create(story=story, structure=world.cnaf, holder=world.cnaf)
        return {routing.structure_id: routing.state for routing in story.routings.all()}

    def test_reopens_each_where_it_was(self, busy, story, lucie, client):
        unpublish(story, lucie)
        republish(story, lucie)

        assert {routing.structure_id: routing.state for routing in story.routings.all()} == busy
        assert sorted(busy.values()) == ["answered", "drafting", "to_answer", "to_validate", "transferred"]
        assert not story.routings.exclude(closed_at=None).exists()
        page = client.get(reverse("stories:story", args=[story.pk])).text
        assert WORDS.text in page

    def test_as_often_as_it_happens(self, busy, story, lucie):
        for _ in range(2):
            unpublish(story, lucie)
            republish(story, lucie)

        assert {routing.structure_id: routing.state for routing in story.routings.all()} == busy

    def test_an_answer_back_that_waited_waits_again(self, story, lucie, ines):
        routing = story.routings.first()
        AnswerBack.objects.create(reply=answer(routing), text="Merci, mais rien n'a changé.")
        unpublish(story, lucie)
        republish(story, lucie)

        assert take(Step.ANSWER, Routing.objects.get(pk=routing.pk), ines)

    def test_forgets_the_reason_tells_its_author_and_keeps_its_date(self, story, lucie, mamie):
        first = fresh(story).published_at
        unpublish(story, lucie)
        republish(story, lucie)

        now = fresh(story)
        assert (now.public_reason, now.closed_reason, now.published_at) == ("", "", first)
        assert now.is_public
        assert Mail.objects.filter(person=mamie, kind="republished").exists()
        told = Notification.objects.filter(person=mamie).latest("pk")
        assert told.get_kind_display() == "votre expérience est de nouveau en ligne"
        assert Remark.objects.get().text == "La famille a changé d'avis."

    def test_its_authors_card_says_what_came_with_publication_and_not_why_it_was_off(
        self, world, mamie, ines, lucie, client
    ):
        story = submitted_story(mamie, world.caf_gard)
        publish(story, ines, world.caf_gard, message="Merci pour ce récit précis.")
        client.force_login(mamie)
        unpublish(story, lucie)
        off = client.get(reverse("stories:mine")).text
        republish(story, lucie)
        on = client.get(reverse("stories:mine")).text

        assert "À la demande de la famille." in off and "Merci pour ce récit précis." not in off
        assert "Merci pour ce récit précis." in on and "À la demande de la famille." not in on

    def test_needs_a_note(self, story, lucie):
        unpublish(story, lucie)

        with pytest.raises(Invalid):
            republish(story, lucie, " \n")

    def test_is_for_seniors(self, story, lucie, ines):
        unpublish(story, lucie)

        with pytest.raises(NotAllowed):
            republish(story, ines)


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


def test_seniors_limited_to_another_network_unpublish_nothing_here(story, world):
    person = User.objects.create_user("ailleurs@exemple.test", "Aline Gérard")
    PlatformRole.objects.create(user=person, role=PlatformRole.Role.SENIOR).networks.add(world.dgfip)

    with pytest.raises(NotAllowed):
        unpublish(story, person, key=key())
