"""What moderators press beside publishing: propose a rewrite, ask, escalate, undo."""

import pytest
from django.urls import reverse

from stories.models import Story
from tests.pressing import take
from tests.stories_made import TEXT
from tests.workflow.desks import send
from workflow.models import Decision, PrivateCopy, Proposal, Step

pytestmark = pytest.mark.django_db


class TestProposing:
    words = {"title": "Dossier fermé", "text": TEXT.replace("cinq semaines", "un mois")}

    def test_first_asks_why_of_each_change(self, desk, story, world):
        page = send(desk, "propose", story, **self.words, structures=world.caf_gard.pk)

        assert page.status_code == 422
        assert page.text.count('name="reasons"') == 2
        assert Story.objects.get(pk=story.pk).state == Story.State.SUBMITTED

    def test_then_sends_the_changes_to_the_author(self, desk, story, world):
        send(
            desk,
            "propose",
            story,
            **self.words,
            structures=world.caf_gard.pk,
            reasons=["Trop long.", "Date."],
        )

        assert Story.objects.get(pk=story.pk).state == Story.State.AWAITING_AUTHOR
        assert [change.reason for change in Proposal.objects.get().changes.all()] == ["Trop long.", "Date."]

    def test_gives_back_the_reasons_when_one_is_missing(self, desk, story, world):
        page = send(
            desk, "propose", story, **self.words, structures=world.caf_gard.pk, reasons=["Trop long.", ""]
        )

        assert page.status_code == 422 and "Trop long." in page.text
        assert "la raison de chaque changement" in page.text

    def test_refuses_a_text_that_did_not_change(self, desk, story, world):
        page = send(desk, "propose", story, title=story.title, text=story.text, structures=world.caf_gard.pk)

        assert page.status_code == 422 and "Rien n&#x27;a été corrigé" in page.text


class TestAsking:
    def test_waits_for_the_author(self, desk, story):
        send(desk, "ask", story, question="Quel jour était-ce ?")

        assert Story.objects.get(pk=story.pk).state == Story.State.AWAITING_AUTHOR
        assert story.questions.get().text == "Quel jour était-ce ?"

    def test_needs_a_question(self, desk, story):
        assert "Écrivez votre question" in send(desk, "ask", story).text


class TestEscalating:
    def test_hands_it_to_the_seniors_and_frees_the_hands(self, desk, story, lucie):
        send(desk, "escalate", story, note="Menace à peine voilée.")

        assert Story.objects.get(pk=story.pk).reading == Story.Reading.SECOND
        assert desk.get(reverse("workflow:moderation")).text.count("Menace") == 0
        assert take(Step.MODERATE, story, lucie)


class TestUndoing:
    def test_is_offered_with_the_decision_and_brings_the_workbench_back(self, desk, story, world, settings):
        settings.UNDO_SECONDS = 10
        answer = send(desk, "publish", story, structures=world.caf_gard.pk)
        assert reverse("workflow:undo", args=[story.pk]) in desk.get(answer["Location"]).text

        undone = send(desk, "undo", story)

        assert "tab=" in undone["Location"]
        assert Story.objects.get(pk=story.pk).state == Story.State.SUBMITTED
        assert 'id="publish"' in desk.get(undone["Location"]).text


class TestWhatStaysTyped:
    def test_a_correction_given_back_with_the_story_is_kept_for_its_writer(self, desk, story, ines):
        send(desk, "release", story, title=story.title, text="Ma correction commencée.", message="Un mot.")

        copy = PrivateCopy.objects.get(person=ines)
        assert "Ma correction commencée." in copy.text and "Un mot." in copy.text


class TestPassages:
    def test_are_marked_and_block_until_somebody_says_why(self, desk, story, world):
        story.texts.update(text="Rappelez-moi au 06 39 98 12 34, merci.")
        Story.objects.filter(pk=story.pk).update(text="Rappelez-moi au 06 39 98 12 34, merci.")
        bench = reverse("workflow:bench", args=[story.pk])

        assert '<mark class="aid aid-phone"' in desk.get(f"{bench}?tab={desk.tab}").text
        refused = send(desk, "publish", story, structures=world.caf_gard.pk)
        assert refused.status_code == 422 and "numéro de téléphone" in refused.text

        send(desk, "publish", story, structures=world.caf_gard.pk, override="Le numéro du service.")
        assert Decision.objects.get().override == "Le numéro du service."

    def test_never_turn_the_text_into_markup(self, desk, story):
        Story.objects.filter(pk=story.pk).update(text="<script>alert(1)</script> <b>06 39 98 12 34</b>")

        page = desk.get(f"{reverse('workflow:bench', args=[story.pk])}?tab={desk.tab}").text

        assert "<script>alert" not in page and "&lt;b&gt;" in page


def test_enter_in_a_field_never_decides(desk, story):
    """A form's first button is the one that Enter presses."""
    page = desk.get(f"{reverse('workflow:bench', args=[story.pk])}?tab={desk.tab}").text
    form = page[page.index('<form method="post"', page.index("data-claim")) :]

    first = form[form.index("<button") : form.index(">", form.index("<button"))]

    assert f'formaction="{reverse("workflow:bench", args=[story.pk])}"' in first
