"""The texts that authors are told: edited by moderators, used from then on, never written over."""

import re
from html import unescape

import pytest
from django.urls import reverse

from tests.pressing import key
from tests.workflow.desks import send
from workflow.models import Decision, MessageTemplate

pytestmark = pytest.mark.django_db


class TestTheTexts:
    url = ("workflow:edit_template", ["reject", "off_topic"])

    def test_are_edited_by_moderators_and_used_from_then_on(self, desk, story):
        edit = reverse(self.url[0], args=self.url[1])
        desk.post(
            edit, {"version": 0, "key": key(), "text": "Bonjour {pseudonyme}, {motif} : voyez ailleurs."}
        )

        send(desk, "reject", story, reject_reason="off_topic")

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

        send(desk, "reject", story, reject_reason="off_topic", texts=shown)

        assert "SignalConso" in Decision.objects.get().told

    @pytest.mark.parametrize("shown", ["", "x", "-1", "9" * 18, "9" * 40])
    def test_are_the_newest_where_the_page_does_not_say_which_it_showed(self, desk, story, shown):
        desk.post(
            reverse(self.url[0], args=self.url[1]), {"version": 0, "key": key(), "text": "Voyez ailleurs."}
        )

        send(desk, "reject", story, reject_reason="off_topic", texts=shown)

        assert Decision.objects.get().told == "Voyez ailleurs."
