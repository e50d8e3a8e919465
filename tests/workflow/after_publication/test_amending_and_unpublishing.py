"""What is public is corrected by moderators, unpublished and published again by seniors."""

import pytest
from django.urls import reverse

from directory.models import Membership, PlatformRole, User
from stories.models import AnswerBack, Routing, Story, StoryText
from tests.pressing import WORDS, approve, fresh, key, pressed, publish, submit_reply, take
from tests.stories_made import TEXT, answer, submitted_story
from tests.workflow.afterwards import open_reports, unpublish
from tests.workflow.presses import holding
from workflow import actions
from workflow.models import Claim, Mail, Notification, Remark, Step
from workflow.spine.refusals import Invalid, NotAllowed, NotSeen, TooLate

pytestmark = pytest.mark.django_db
BETTER = {"title": "Dossier fermé", "text": TEXT.replace("cinq", "six"), "reason": "Une date était fausse."}


def republish(story: Story, by: User, note: str = "La famille a changé d'avis."):
    return actions.republish(story.pk, **pressed(story, by), note=note)


def amend(story: Story, by: User, **more):
    return actions.amend(story.pk, **(pressed(story, by) | BETTER | more))


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


def test_seniors_limited_to_another_network_unpublish_nothing_here(story, world):
    person = User.objects.create_user("ailleurs@exemple.test", "Aline Gérard")
    PlatformRole.objects.create(user=person, role=PlatformRole.Role.SENIOR).networks.add(world.dgfip)

    with pytest.raises(NotAllowed):
        unpublish(story, person, key=key())
