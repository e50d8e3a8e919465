"""The desk of reports: moderators classify, correct, take off and put back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from directory.models import PlatformRole, User
from live.fragments import draw
from stories.models import Story
from tests.pressing import key, pressed, take, version_of
from tests.stories_made import published_story, submitted_story
from tests.workflow.afterwards import open_reports, report_of, reported_story
from tests.workflow.desks import signed_in
from workflow import actions
from workflow.after_publication.fragments import REPORT_ROW
from workflow.after_publication.reports import reported
from workflow.models import Claim, Decision, Event, Step
from workflow.queues.counts import own_counts
from workflow.spine.instant import at, now

pytestmark = pytest.mark.django_db


class TestTheDesk:
    def test_lists_a_story_once_however_many_report_it(self, world, mamie, ines):
        story = reported_story(mamie, world.caf_gard, reasons=("names", "abusive", "names"))

        page = signed_in(ines).get(reverse("workflow:reports")).text

        assert page.count(f'id="report_row-{story.pk}"') == 1
        assert "3 signalements" in page

    def test_says_each_reason_once_and_how_often_it_was_given(self, world, mamie, ines):
        story = reported_story(mamie, world.caf_gard, reasons=("other", "false", "false"))

        bench = signed_in(ines).get(reverse("workflow:report_bench", args=[story.pk])).text

        for shown in (drawn(story), bench):
            assert "un faux récit ×2, autre chose" in shown

    def test_lists_the_longest_waiting_first(self, world, mamie, ines):
        late, early = (published_story(mamie, world.caf_gard) for _ in range(2))
        with at(now() - timedelta(hours=2)):
            actions.report(early.pk, "names")
        actions.report(late.pk, "names")
        actions.report(early.pk, "other")

        assert list(reported(ines.viewer)) == [early, late]

    def test_is_not_for_ones_own_house_nor_out_of_scope(self, world, mamie, ines, sonia):
        reported_story(mamie, world.caf_gard)
        PlatformRole.objects.create(user=sonia, role="moderator")
        scoped = User.objects.create_user("scoped@exemple.test", "Simon Capet")
        PlatformRole.objects.create(user=scoped, role="moderator").networks.add(world.dgfip)

        assert list(reported(ines.viewer)), "somebody may see it"
        for blind in (User.objects.get(pk=sonia.pk), scoped, mamie):
            assert list(reported(blind.viewer)) == []

    def test_counts_what_it_lists(self, world, mamie, ines, lucie):
        reported_story(mamie, world.caf_gard)
        closed = reported_story(mamie, world.caf_ales)
        actions.unpublish(closed.pk, **pressed(closed, lucie), public_reason="À sa demande.")

        for person in (ines, lucie):
            listed = len(reported(person.viewer))
            assert own_counts(person.viewer)["reports"].length == listed == 1

    def test_row_says_who_holds_it_and_then_how_it_ended(self, world, mamie, ines):
        story = reported_story(mamie, world.caf_gard)
        tab = take(Step.REPORT, story, ines)
        held = drawn(story)
        actions.dismiss_reports(story.pk, **pressed(story, ines), tab=tab)

        assert f'data-holder="{ines.pk}"' in held and 'data-list="signalements"' in held
        assert "signalements classés" in drawn(story) and 'data-list="signalements"' not in drawn(story)


def drawn(story: Story) -> str:
    return draw(REPORT_ROW, REPORT_ROW.load([story.pk])[story.pk], "moderate")


class TestDeciding:
    def test_shows_the_text_and_the_reports_and_asks_to_claim_first(self, world, mamie, ines):
        story = reported_story(mamie, world.caf_gard)

        page = signed_in(ines).get(reverse("workflow:report_bench", args=[story.pk])).text

        assert "Puis plus rien pendant cinq semaines." in page
        assert "Le nom de mon voisin y est." in page
        assert f'formaction="/moderation/signalements/{story.pk}/prendre/"' in page
        assert "Classer les signalements" not in page

    def test_a_moderator_hands_it_to_a_senior_who_sees_what_is_asked(self, world, mamie, ines, lucie):
        story = reported_story(mamie, world.caf_gard)
        bench = reverse("workflow:report_bench", args=[story.pk])
        tab = take(Step.REPORT, story, ines)
        assert "Transmettre à un modérateur principal" in signed_in(ines).get(f"{bench}?tab={tab}").text
        actions.release(Step.REPORT, story.pk, **pressed(story, ines), tab=tab)

        send(ines, story, "escalate_reports", held=True, senior_note="Faut-il le dépublier ?")

        page = signed_in(lucie).get(bench).text
        assert "Faut-il le dépublier ?" in page and "avis demandé" in page
        assert "Avis demandé" in drawn(story)
        tab = take(Step.REPORT, story, lucie)
        assert 'id="escalate-panel"' not in signed_in(lucie).get(f"{bench}?tab={tab}").text
        actions.note(story.pk, by=lucie, key=key(), text="Non, classez.")
        assert "Avis demandé" not in drawn(story)

    def test_an_opinion_asked_of_older_reports_is_not_asked_of_new_ones(self, world, mamie, ines):
        story = reported_story(mamie, world.caf_gard)
        send(ines, story, "escalate_reports", held=True, senior_note="Faut-il le dépublier ?")
        send(ines, story, "dismiss_reports", held=True)
        assert "Avis demandé" not in drawn(story)

        actions.report(story.pk, "names")

        assert "Avis demandé" not in drawn(story)

    def test_handing_it_to_a_senior_asks_for_a_note(self, world, mamie, ines):
        story = reported_story(mamie, world.caf_gard)

        response = send(ines, story, "escalate_reports", held=True, senior_note=" ")

        assert response.status_code == 422 and 'id="senior-note-error"' in response.text
        assert Claim.objects.exists()

    def test_classifying_closes_all_and_leaves_the_text(self, world, mamie, ines):
        story = reported_story(mamie, world.caf_gard, reasons=("names", "other"))

        response = send(ines, story, "dismiss_reports", held=True, note="Rien de personnel.")

        assert response["Location"] == reverse("workflow:reports")
        assert open_reports(story) == 0 and not Claim.objects.exists()
        assert Story.objects.get(pk=story.pk).is_public
        decision = story.decisions.get()
        assert decision.outcome == "dismiss" and decision.event.remark.text == "Rien de personnel."

    def test_classifying_needs_the_claim(self, world, mamie, ines, karim):
        story = reported_story(mamie, world.caf_gard)
        take(Step.REPORT, story, karim)

        response = send(ines, story, "dismiss_reports", note="Ce mot reste.")

        assert response.status_code == 409 and "Ce mot reste." in response.text
        assert open_reports(story) == 1

    def test_a_report_that_comes_meanwhile_is_seen_before_all_are_classified(self, world, mamie, ines):
        story = reported_story(mamie, world.caf_gard)
        tab = take(Step.REPORT, story, ines)
        seen = version_of(story)
        actions.report(story.pk, "unlawful")

        response = signed_in(ines).post(
            reverse("workflow:dismiss_reports", args=[story.pk]), {"version": seen, "key": key(), "tab": tab}
        )

        assert response.status_code == 409
        assert open_reports(story) == 2

    def test_correcting_leaves_a_public_trace_and_closes_the_reports(self, world, mamie, ines):
        story = reported_story(mamie, world.caf_gard)
        take(Step.REPORT, story, ines)

        response = send(
            ines, story, "amend", title=story.title, text="Puis plus rien.", correct_reason="Un nom retiré."
        )

        assert response.status_code == 303
        story.refresh_from_db()
        assert story.text == "Puis plus rien." and open_reports(story) == 0
        assert story.texts.latest("pk").public_at and story.texts.latest("pk").reason == "Un nom retiré."
        assert not Claim.objects.exists(), "nothing is left to hold"
        assert "texte corrigé" in Client().get(reverse("stories:story", args=[story.pk])).text

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"text": "  "}, "vide"),
            ({"text": ""}, "obligatoire"),
            ({"correct_reason": ""}, "pourquoi"),
            ({"text": "Appelez le 06 12 34 56 78."}, "numéro de téléphone"),
            ({}, "modifiez le texte, ou classez les signalements."),
        ],
    )
    def test_a_correction_that_cannot_be_gives_back_what_was_typed(self, story, ines, changed, said):
        fields = {"title": story.title, "text": story.text, "correct_reason": "Une raison gardée."} | changed

        response = send(ines, story, "amend", **fields)

        assert response.status_code == 422 and said in response.text
        assert fields["correct_reason"] in response.text
        assert not story.decisions.exists()

    def test_a_text_that_was_emptied_is_given_back_empty(self, story, ines):
        response = send(ines, story, "amend", title="", text="", correct_reason="Une raison gardée.")

        assert response.status_code == 422
        assert 'id="amend-title" name="title" maxlength="150" value=""' in response.text
        assert 'aria-describedby="amend-text-error">\n</textarea>' in response.text

    def test_a_senior_takes_it_off_with_a_reason_all_can_read_and_may_put_it_back(
        self, world, mamie, lucie, ines
    ):
        story = reported_story(mamie, world.caf_gard)
        take(Step.REPORT, story, lucie)
        send(lucie, story, "unpublish", public_reason="À la demande d'un proche.")

        gone = Client().get(reverse("stories:story", args=[story.pk]))
        assert gone.status_code == 410 and "demande d&#x27;un proche" in gone.text
        assert open_reports(story) == 0 and not Claim.objects.exists()
        bench = reverse("workflow:report_bench", args=[story.pk])
        assert "Republier" in signed_in(lucie).get(bench).text
        assert 'id="republish"' not in signed_in(ines).get(bench).text

        send(lucie, story, "republish", note="Accord du proche.")

        assert Client().get(reverse("stories:story", args=[story.pk])).status_code == 200
        assert list(story.decisions.values_list("outcome", flat=True)) == ["unpublish", "republish"]

    def test_a_reason_with_a_personal_detail_is_given_back_and_nothing_lets_it_through(self, story, lucie):
        reason = "Un tiers, M. Dupont (06 12 34 56 78), se reconnaît."

        response = send(lucie, story, "unpublish", public_reason=reason, override="C'est le sien.")

        assert response.status_code == 422
        assert 'id="unpublish-reason-error">La raison publique contient' in response.text
        assert reason in response.text and Story.objects.get(pk=story.pk).is_public

    def test_only_a_senior_unpublishes(self, story, ines):
        assert send(ines, story, "unpublish", public_reason="Non.").status_code == 403
        assert Story.objects.get(pk=story.pk).is_public

    def test_a_reason_is_asked_of_who_unpublishes_or_republishes(self, story, lucie):
        assert send(lucie, story, "unpublish", public_reason=" ").status_code == 422
        send(lucie, story, "unpublish", public_reason="Oui.")
        assert send(lucie, story, "republish", note=" ").status_code == 422

    def test_what_its_author_took_back_is_no_longer_shown(self, story, mamie, ines):
        actions.withdraw(story.pk, **pressed(story, mamie))

        page = signed_in(ines).get(reverse("workflow:report_bench", args=[story.pk])).text

        assert "cinq semaines" not in page and "retiré cette expérience" in page

    def test_nothing_is_seen_of_a_story_that_was_never_public(self, world, mamie, ines):
        waiting = submitted_story(mamie, world.caf_gard)

        for pk in (waiting.pk, 999_999_999, 2**63, 10**40):
            response = signed_in(ines).get(reverse("workflow:report_bench", args=[pk]))
            assert response.status_code == 404, pk

    def test_a_reader_learns_no_name_of_those_who_reported(self, world, mamie, ines, stranger):
        story = published_story(mamie, world.caf_gard)
        report_of(story, signed_in(stranger))

        page = signed_in(ines).get(reverse("workflow:report_bench", args=[story.pk])).text

        assert stranger.name not in page
        assert Event.objects.get(action="reported").actor is None


def send(who: User, story: Story, name: str, *, held: bool = False, **fields: str):
    """Press one button of the bench."""
    tab = take(Step.REPORT, story, who) if held else ""
    pressed_with = {"version": version_of(story), "key": key(), "tab": tab, **fields}
    return signed_in(who).post(reverse(f"workflow:{name}", args=[story.pk]), pressed_with)


def test_every_outcome_on_published_texts_has_a_name_in_french():
    for outcome in ("unpublish", "republish", "amend", "dismiss"):
        assert Decision.Outcome(outcome).label != outcome
