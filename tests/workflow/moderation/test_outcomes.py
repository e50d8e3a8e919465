"""What moderators press beside publishing: propose a rewrite, ask, escalate, undo; the guide; the texts."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from stories.models import Story
from tests.pressing import key, take, version_of
from tests.stories_made import TEXT, submitted_story
from workflow.models import Decision, Guide, MessageTemplate, PrivateCopy, Proposal, Step

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(world, mamie) -> Story:
    return submitted_story(mamie, world.caf_gard)


@pytest.fixture
def desk(client, ines, story) -> Client:
    client.force_login(ines)
    client.tab = take(Step.MODERATE, story, ines)
    return client


def press(desk: Client, name: str, story: Story, **typed):
    fields = {"version": version_of(story), "key": key(), "tab": desk.tab}
    return desk.post(reverse(f"workflow:{name}", args=[story.pk]), fields | typed)


class TestProposing:
    words = {"title": "Dossier fermé", "text": TEXT.replace("cinq semaines", "un mois")}

    def test_first_asks_why_of_each_change(self, desk, story, world):
        page = press(desk, "propose", story, **self.words, structures=world.caf_gard.pk)

        assert page.status_code == 422
        assert page.text.count('name="reasons"') == 2
        assert Story.objects.get(pk=story.pk).state == Story.State.SUBMITTED

    def test_then_sends_the_changes_to_the_author(self, desk, story, world):
        press(
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
        page = press(
            desk, "propose", story, **self.words, structures=world.caf_gard.pk, reasons=["Trop long.", ""]
        )

        assert page.status_code == 422 and "Trop long." in page.text
        assert "la raison de chaque changement" in page.text

    def test_refuses_a_text_that_did_not_change(self, desk, story, world):
        page = press(desk, "propose", story, title=story.title, text=story.text, structures=world.caf_gard.pk)

        assert page.status_code == 422 and "Rien n&#x27;a été corrigé" in page.text


class TestAsking:
    def test_waits_for_the_author(self, desk, story):
        press(desk, "ask", story, question="Quel jour était-ce ?")

        assert Story.objects.get(pk=story.pk).state == Story.State.AWAITING_AUTHOR
        assert story.questions.get().text == "Quel jour était-ce ?"

    def test_needs_a_question(self, desk, story):
        assert "Écrivez votre question" in press(desk, "ask", story).text


class TestEscalating:
    def test_hands_it_to_the_seniors_and_frees_the_hands(self, desk, story, lucie):
        press(desk, "escalate", story, note="Menace à peine voilée.")

        assert Story.objects.get(pk=story.pk).reading == Story.Reading.SECOND
        assert desk.get(reverse("workflow:moderation")).text.count("Menace") == 0
        assert take(Step.MODERATE, story, lucie)


class TestUndoing:
    def test_is_offered_with_the_decision_and_brings_the_workbench_back(self, desk, story, world, settings):
        settings.UNDO_SECONDS = 10
        answer = press(desk, "publish", story, structures=world.caf_gard.pk)
        assert reverse("workflow:undo", args=[story.pk]) in desk.get(answer["Location"]).text

        undone = press(desk, "undo", story)

        assert "tab=" in undone["Location"]
        assert Story.objects.get(pk=story.pk).state == Story.State.SUBMITTED
        assert 'id="publish"' in desk.get(undone["Location"]).text


class TestWhatStaysTyped:
    def test_a_correction_given_back_with_the_story_is_kept_for_its_writer(self, desk, story, ines):
        press(desk, "release", story, title=story.title, text="Ma correction commencée.", message="Un mot.")

        copy = PrivateCopy.objects.get(person=ines)
        assert "Ma correction commencée." in copy.text and "Un mot." in copy.text


class TestPassages:
    def test_are_marked_and_block_until_somebody_says_why(self, desk, story, world):
        story.texts.update(text="Rappelez-moi au 06 39 98 12 34, merci.")
        Story.objects.filter(pk=story.pk).update(text="Rappelez-moi au 06 39 98 12 34, merci.")
        bench = reverse("workflow:bench", args=[story.pk])

        assert '<mark class="aid aid-phone"' in desk.get(f"{bench}?tab={desk.tab}").text
        refused = press(desk, "publish", story, structures=world.caf_gard.pk)
        assert refused.status_code == 422 and "numéro de téléphone" in refused.text

        press(desk, "publish", story, structures=world.caf_gard.pk, override="Le numéro du service.")
        assert Decision.objects.get().override == "Le numéro du service."

    def test_never_turn_the_text_into_markup(self, desk, story):
        Story.objects.filter(pk=story.pk).update(text="<script>alert(1)</script> <b>06 39 98 12 34</b>")

        page = desk.get(f"{reverse('workflow:bench', args=[story.pk])}?tab={desk.tab}").text

        assert "<script>alert" not in page and "&lt;b&gt;" in page


class TestTheGuide:
    def test_is_read_by_moderators_and_written_by_seniors(self, client, ines, lucie, mamie):
        url, edit = reverse("workflow:guide"), reverse("workflow:edit_guide")
        for person, reads, writes in [(mamie, 403, 403), (ines, 200, 403), (lucie, 200, 200)]:
            client.force_login(person)
            assert (client.get(url).status_code, client.get(edit).status_code) == (reads, writes)

    def test_keeps_every_version_and_lets_nobody_write_over_another(self, client, lucie):
        client.force_login(lucie)
        edit = reverse("workflow:edit_guide")
        client.post(edit, {"version": 0, "key": key(), "text": "# Un\n\n<script>alert(1)</script>"})

        late = client.post(edit, {"version": 0, "key": key(), "text": "# Deux"})

        assert late.status_code == 409 and "# Deux" in late.text
        assert Guide.objects.get().version == 1
        assert "<script>alert" not in client.get(reverse("workflow:guide")).text

    @pytest.mark.parametrize("written", [(), ("# Un\n\nTexte.\n",)])
    def test_is_no_new_version_without_a_change(self, written, client, lucie):
        client.force_login(lucie)
        edit = reverse("workflow:edit_guide")
        for number, text in enumerate(written):
            client.post(edit, {"version": number, "key": key(), "text": text})
        same = unescape(client.get(edit).text).partition('id="guide-source"')[2].partition(">\n")[2]
        same = same.partition("</textarea>")[0].replace("\n", "\r\n")

        page = client.post(edit, {"version": len(written), "key": key(), "text": same})

        assert page.status_code == 422 and "Rien n'a changé." in unescape(page.text)
        assert Guide.objects.count() == len(written)

    def test_shows_earlier_versions_as_such_down_to_the_original(self, client, ines, lucie):
        client.force_login(lucie)
        url, edit = reverse("workflow:guide"), reverse("workflow:edit_guide")
        for number in range(2):
            client.post(edit, {"version": number, "key": key(), "text": f"# Guide {number + 1}"})

        pages = {number: client.get(f"{url}?version={number}").text for number in range(3)}
        client.force_login(ines)

        assert "Ancienne version" in pages[0] and "Ce que nous publions" in pages[0]
        assert "Version d'origine</a>" in pages[2] and "Ancienne version" not in pages[2]
        for number in range(2):
            assert "Revenir à la version en vigueur" in pages[number]
            assert f'href="{edit}?version={number}"' in pages[number]
        assert edit not in client.get(f"{url}?version=1").text, "for who may edit alone"
        for wrong in ("9", "x", ""):
            assert client.get(f"{url}?version={wrong}").status_code == 404

    def test_is_written_anew_from_an_earlier_version(self, client, lucie):
        client.force_login(lucie)
        edit = reverse("workflow:edit_guide")
        for number in range(2):
            client.post(edit, {"version": number, "key": key(), "text": f"# Guide {number + 1}"})

        page = client.get(f"{edit}?version=1").text

        assert "# Guide 1" in page and 'name="version" value="2"' in page

    def test_is_kept_with_each_decision(self, desk, story, world, lucie):
        guide = Guide.objects.create(version=1, text="# Un", by=lucie)

        press(desk, "publish", story, structures=world.caf_gard.pk)

        assert Decision.objects.get().guide == guide


class TestTheTexts:
    url = ("workflow:edit_template", ["reject", "off_topic"])

    def test_are_edited_by_moderators_and_used_from_then_on(self, desk, story):
        edit = reverse(self.url[0], args=self.url[1])
        desk.post(
            edit, {"version": 0, "key": key(), "text": "Bonjour {pseudonyme}, {motif} : voyez ailleurs."}
        )

        press(desk, "reject", story, reject_reason="off_topic")

        assert Decision.objects.get().told == "Bonjour Mamie30, hors sujet : voyez ailleurs."

    def test_refuse_a_variable_nobody_knows_and_keep_what_was_typed(self, desk):
        page = desk.post(
            reverse(self.url[0], args=self.url[1]),
            {"version": 0, "key": key(), "text": "Cher {nom_complet},"},
        )

        assert page.status_code == 422
        assert "Variable inconnue" in page.text and "Cher {nom_complet}," in page.text
        assert not MessageTemplate.objects.exists()

    def test_offer_the_reason_only_where_there_is_one(self, desk):
        published = reverse(self.url[0], args=["publish"])

        assert "{motif}" in desk.get(reverse(self.url[0], args=self.url[1])).text
        assert "{motif}" not in desk.get(published).text
        page = desk.post(published, {"version": 0, "key": key(), "text": "Publiée : {motif}."})
        assert page.status_code == 422 and not MessageTemplate.objects.exists()

    def test_are_taken_up_again_from_a_former_version(self, desk):
        edit = reverse(self.url[0], args=self.url[1])
        assert "Versions précédentes" not in desk.get(edit).text
        for number in range(2):
            desk.post(edit, {"version": number, "key": key(), "text": f"Le texte {number + 1}."})

        _, former = desk.get(edit).text.split("Versions précédentes")
        again = unescape(desk.get(f"{edit}?version=1").text)

        assert "Le texte 2." not in former, "the one in use is no former one"
        assert "Le texte 1." in former and "Version d'origine" in unescape(former)
        assert 'href="?version=1"' in former and 'href="?version=0"' in former
        assert ">\nLe texte 1.</textarea>" in again and 'name="version" value="2"' in again
        assert ">\nLe texte 2.</textarea>" in desk.get(f"{edit}?version=9").text

    def test_are_not_written_over(self, desk):
        edit = reverse(self.url[0], args=self.url[1])
        desk.post(edit, {"version": 0, "key": key(), "text": "Le premier."})

        late = desk.post(edit, {"version": 0, "key": key(), "text": "Le second."})

        assert late.status_code == 409 and "Le second." in late.text

    def test_shown_are_those_told_whoever_edits_them_meanwhile(self, desk, story):
        page = desk.get(f"{reverse('workflow:bench', args=[story.pk])}?tab={desk.tab}").text
        shown = re.search(r'name="texts" value="(\d+)"', page)[1]
        edit = reverse(self.url[0], args=self.url[1])
        desk.post(edit, {"version": 0, "key": key(), "text": "Voyez ailleurs."})

        press(desk, "reject", story, reject_reason="off_topic", texts=shown)

        assert "SignalConso" in Decision.objects.get().told

    @pytest.mark.parametrize("shown", ["", "x", "-1", "9" * 18, "9" * 40])
    def test_are_the_newest_where_the_page_does_not_say_which_it_showed(self, desk, story, shown):
        desk.post(
            reverse(self.url[0], args=self.url[1]), {"version": 0, "key": key(), "text": "Voyez ailleurs."}
        )

        press(desk, "reject", story, reject_reason="off_topic", texts=shown)

        assert Decision.objects.get().told == "Voyez ailleurs."


def test_enter_in_a_field_never_decides(desk, story):
    """A form's first button is the one that Enter presses."""
    page = desk.get(f"{reverse('workflow:bench', args=[story.pk])}?tab={desk.tab}").text
    form = page[page.index('<form method="post"', page.index("data-claim")) :]

    first = form[form.index("<button") : form.index(">", form.index("<button"))]

    assert f'formaction="{reverse("workflow:bench", args=[story.pk])}"' in first
