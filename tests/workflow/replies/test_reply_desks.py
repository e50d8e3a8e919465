"""The agents' and the validators' desks: what they ask, show, offer next and say was done."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directory.models import User
from stories.models import Routing
from tests.pressing import WORDS, pressed, submit_reply, take, version_of
from tests.pressing import key as fresh_key
from tests.stories_made import answer, published_story
from tests.workflow.desks import signed_in
from tests.workflow.reply_desks import bench, desk
from workflow import actions
from workflow.models import PrivateCopy, Step

pytestmark = pytest.mark.django_db


def post(client: Client, name: str, routing: Routing, tab: str, **fields):
    sent = {"version": version_of(routing), "key": fresh_key(), "tab": tab} | fields
    return client.post(reverse(f"workflow:{name}", args=[routing.pk]), sent)


class TestVersions:
    def test_are_told_to_validators_as_they_were_submitted(self, submitted, marc, sonia, vera):
        tab = take(Step.VALIDATE, submitted, vera)
        actions.send_back(submitted.pk, **pressed(submitted, vera), tab=tab, comment="Trop sec.")
        # Marc's first keystroke keeps Sonia's words as a revision that nobody submitted.
        tab = take(Step.DRAFT, submitted, sonia)
        saves = submitted.draft.saves
        for number, by in [(saves, sonia), (saves + 1, marc)]:
            if by == marc:
                actions.release(Step.DRAFT, submitted.pk, **pressed(submitted, sonia), tab=tab)
                tab = take(Step.DRAFT, submitted, marc)
            words = actions.ReplyWords(f"Brouillon de {by.name}.")
            actions.save_draft(submitted.pk, **pressed(submitted, by), tab=tab, saves=number, words=words)
        actions.submit_reply(submitted.pk, **pressed(submitted, marc), tab=tab, words=WORDS)

        assert submitted.revisions.count() == 3
        assert "Version 2, soumise par Marc Vidal" in signed_in(vera).get(bench(submitted)).text

    def test_are_no_number_in_the_editor_but_the_time_of_the_last_save(self, routing, sonia, marc):
        tab = take(Step.DRAFT, routing, sonia)
        client = signed_in(sonia)
        assert "Rien d'enregistré encore" in client.get(desk(routing, f"?tab={tab}")).text
        actions.save_draft(
            routing.pk, **pressed(routing, sonia), tab=tab, saves=0, words=actions.ReplyWords("Merci.")
        )

        for person, url in [(sonia, desk(routing, f"?tab={tab}")), (marc, desk(routing))]:
            page = signed_in(person).get(url).text
            assert "nregistré" in page and "Version" not in page and "version 1" not in page


class TestTheNextOne:
    def test_is_the_oldest_that_is_free_after_the_open_one(self, world, mamie, sonia, marc):
        first, held, third = (
            published_story(mamie, world.caf_gard, title=f"Récit {n}").routings.get() for n in range(3)
        )
        take(Step.DRAFT, held, marc)
        client = signed_in(sonia)

        assert client.get("/reponses/?suivante=1")["Location"] == desk(first)
        assert client.get(desk(first, "?suivante=1"))["Location"] == desk(third)
        assert client.get(desk(third, "?suivante=1"))["Location"] == desk(first)

    def test_is_not_taken_by_being_looked_at(self, routing, sonia, everything):
        before = everything()
        signed_in(sonia).get("/reponses/?suivante=1", follow=True)
        assert everything() == before

    def test_that_is_none_is_said(self, routing, sonia, marc):
        take(Step.DRAFT, routing, marc)
        page = signed_in(sonia).get("/reponses/?suivante=1", follow=True)
        assert "Rien de libre" in page.text and 'id="next"' not in page.text

    def test_is_not_offered_to_whom_only_looks(self, routing, olive, pilote):
        for person in (olive, pilote):
            assert 'id="next"' not in signed_in(person).get("/reponses/").text

    def test_to_validate_is_somebody_elses(self, submitted, routing, world, mamie, vera):
        mine = published_story(mamie, world.caf_gard).routings.get()
        submit_reply(mine, vera)
        client = signed_in(vera)
        assert client.get("/validation/?suivante=1")["Location"] == bench(submitted)
        assert client.get(bench(submitted, "?suivante=1"))["Location"] == bench(submitted).split("?")[0]


class TestWhatIsSaid:
    def test_after_a_submission_names_the_story(self, routing, sonia):
        tab = take(Step.DRAFT, routing, sonia)
        client = signed_in(sonia)
        assert post(client, "submit_reply", routing, tab, text="Merci.").status_code == 303
        assert "La réponse à «\u00a0Un premier récit\u00a0» est soumise" in client.get("/reponses/").text

    def test_after_publication_links_to_the_public_page(self, submitted, vera):
        tab = take(Step.VALIDATE, submitted, vera)
        client = signed_in(vera)
        post(client, "approve", submitted, tab)
        link = f'est publiée. <a href="/experiences/{submitted.story_id}/#story_reply-{submitted.pk}">'
        assert link in client.get("/validation/").text

    def test_shows_a_title_as_text_and_nothing_else(self, submitted, vera):
        type(submitted.story).objects.filter(pk=submitted.story_id).update(title="<b>Gras</b>")
        tab = take(Step.VALIDATE, submitted, vera)
        client = signed_in(vera)
        post(client, "send_back", submitted, tab, comment="Trop sec.")
        page = client.get("/validation/").text
        assert "&lt;b&gt;Gras&lt;/b&gt;\u00a0» est renvoyée" in page and "<b>Gras" not in page


class TestWhatIsTyped:
    def test_in_a_comment_that_is_too_long_is_given_back_whole_with_the_reason(self, submitted, vera):
        tab = take(Step.VALIDATE, submitted, vera)
        typed = "À revoir, phrase par phrase. " * 80
        response = post(signed_in(vera), "send_back", submitted, tab, comment=typed)
        assert response.status_code == 422
        assert typed in response.text and "dépasse 2000 caractères" in response.text
        submitted.refresh_from_db()
        assert submitted.state == Routing.State.TO_VALIDATE

    def test_in_a_comment_counts_a_new_line_as_one(self, submitted, vera):
        tab = take(Step.VALIDATE, submitted, vera)
        comment = "à revoir\r\n" * 220  # 1980 as typed, 2200 as sent
        assert post(signed_in(vera), "send_back", submitted, tab, comment=comment).status_code == 303

    def test_as_a_greeting_in_the_text_too_is_pointed_out(self, routing, sonia, vera):
        tab = take(Step.DRAFT, routing, sonia)
        words = actions.ReplyWords("Bonjour,\nMerci de votre récit.", greeting="Bonjour Mamie30,")
        actions.save_draft(routing.pk, **pressed(routing, sonia), tab=tab, saves=0, words=words)
        assert "Votre texte salue déjà" in signed_in(sonia).get(desk(routing, f"?tab={tab}")).text
        actions.submit_reply(routing.pk, **pressed(routing, sonia), tab=tab, words=words)
        assert "salue une seconde fois" in signed_in(vera).get(bench(routing)).text

    def test_as_a_greeting_once_is_not(self, submitted, sonia, vera):
        assert "salue une seconde fois" not in signed_in(vera).get(bench(submitted)).text


def test_a_deadline_is_drawn_as_a_day_that_no_passing_hour_changes(routing, sonia, world, mamie):
    late, soon = timezone.now() - timedelta(days=2), timezone.now() + timedelta(hours=5)
    for deadline in (late, soon):
        Routing.objects.filter(pk=routing.pk).update(deadline_at=deadline, version=version_of(routing) + 1)
        row = signed_in(sonia).get("/reponses/").text
        assert f"data-deadline>avant le {timezone.localtime(deadline):%d/%m}</time>" in row
    answered = published_story(mamie, world.caf_gard).routings.get()
    answer(answered)
    assert "data-deadline" not in signed_in(sonia).get(desk(answered)).text.split('class="bench-state"')[1]


def test_words_kept_from_a_judgement_that_went_to_another_are_shown_on_its_bench(submitted, vera: User):
    PrivateCopy.objects.create(person=vera, step=Step.VALIDATE, item_id=submitted.pk, text="Ma version.")
    assert "Ma version." in signed_in(vera).get(bench(submitted)).text
