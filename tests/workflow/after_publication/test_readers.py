"""Readers report published texts, without an account and without a script, and not without end."""

import pytest
from django.test import Client
from django.urls import reverse

from stories.models import Report, Story
from tests.pressing import key, version_of
from tests.stories_made import published_story, submitted_story
from tests.workflow.afterwards import open_reports, report_of
from workflow import actions

pytestmark = pytest.mark.django_db


class TestAReader:
    def test_needs_no_account_and_no_script(self, story):
        client = Client(enforce_csrf_checks=True)
        page = client.get(reverse("workflow:report", args=[story.pk]))
        token = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

        response = client.post(
            reverse("workflow:report", args=[story.pk]),
            {"reason": "names", "word": "Mon voisin.", "key": key(), "csrfmiddlewaretoken": token},
            follow=True,
        )

        assert "votre signalement est reçu" in response.text
        assert list(story.reports.values_list("reason", "word")) == [("names", "Mon voisin.")]

    def test_opens_the_form_in_the_page_of_the_story_which_holds_no_token(self, story):
        page = Client().get(reverse("stories:story", args=[story.pk])).text
        form = Client().get(reverse("workflow:report", args=[story.pk]), headers={"HX-Request": "true"}).text

        assert f'hx-get="/experiences/{story.pk}/signaler/"' in page
        assert f'<a class="fr-link" href="/experiences/{story.pk}/signaler/">' in page
        assert "csrfmiddlewaretoken" not in page and "csrfmiddlewaretoken" in form
        assert "<html" not in form

    def test_pressing_twice_reports_once(self, story):
        once = key()

        answers = [report_of(story, key=once) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [303, 303]
        assert answers[0]["Location"] == answers[1]["Location"]
        assert open_reports(story) == 1

    def test_without_a_key_is_incomplete(self, story):
        assert report_of(story, key="").status_code == 422
        assert report_of(story, key="k" * 65).status_code == 422
        assert open_reports(story) == 0

    def test_is_told_what_is_missing_and_keeps_what_they_typed(self, story):
        for changed in ({"reason": ""}, {"reason": "nope"}, {"word": "x" * 501}, {"word": "\x00"}):
            response = report_of(story, **changed)
            assert response.status_code == 422, changed
        response = report_of(story, reason="", word="Ce mot reste.")
        assert "Choisissez ce qui ne va pas." in response.text and "Ce mot reste." in response.text
        assert open_reports(story) == 0

    def test_cannot_report_what_is_not_public(self, story, world, mamie):
        waiting = submitted_story(mamie, world.caf_gard)
        Story.objects.filter(pk=story.pk).update(state="unpublished")

        for item in (waiting, story):
            assert report_of(item).status_code == 404
            assert Client().get(reverse("workflow:report", args=[item.pk])).status_code == 404
        assert not Report.objects.exists()

    def test_who_reports_the_same_text_again_is_told_so_and_counts_once(self, story, world, mamie):
        client = Client()
        once = key()
        first = report_of(story, client, key=once)
        page = reverse("workflow:report", args=[story.pk])

        again = report_of(story, client, reason="false")

        assert again["Location"] == page != first["Location"]
        for headers in ({}, {"HX-Request": "true"}):
            shown = client.get(page, headers=headers).text
            assert "Vous avez déjà signalé cette expérience" in shown and "<textarea" not in shown
        assert report_of(story, client, key=once)["Location"] == first["Location"], "the same press"
        assert open_reports(story) == 1
        other = published_story(mamie, world.caf_gard)
        assert "<textarea" in client.get(reverse("workflow:report", args=[other.pk])).text

    def test_reports_the_same_text_so_many_times_and_no_more(self, story, world, mamie):
        """Whatever became of its session in between."""
        client = Client(REMOTE_ADDR="203.0.113.9")
        client.cookies["csrftoken"] = "a" * 32

        def anew():
            client.cookies.pop("sessionid", None)
            return report_of(story, client, word="Ce mot reste.")

        first, second, third = (anew() for _ in range(3))

        assert (first.status_code, second.status_code, third.status_code) == (303, 303, 429)
        assert "Trop de demandes" in third.text and "Ce mot reste." in third.text
        assert open_reports(story) == 2
        assert report_of(published_story(mamie, world.caf_gard), client).status_code == 303

    def test_shares_a_generous_limit_with_all_behind_the_same_address(self, story, monkeypatch, world, mamie):
        monkeypatch.setattr("workflow.after_publication.readers.PER_ADDRESS", 3)
        codes = []
        for _ in range(4):
            client = Client(REMOTE_ADDR="203.0.113.9")
            client.cookies["csrftoken"] = key().replace("-", "")
            codes.append(report_of(story, client).status_code)

        assert codes == [303, 303, 303, 429]
        assert report_of(story, Client(REMOTE_ADDR="203.0.113.10")).status_code == 303

    def test_is_thanked_but_adds_nothing_to_a_flood(self, story, monkeypatch):
        monkeypatch.setattr("workflow.after_publication.reports.OPEN_AT_MOST", 2)
        for _ in range(2):
            actions.report(story.pk, "other")
        version = version_of(story)

        assert report_of(story).status_code == 303

        assert open_reports(story) == 2 and version_of(story) == version
