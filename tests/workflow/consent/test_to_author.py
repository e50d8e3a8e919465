"""What moderators wait for, as its author answers it on the site."""

import pytest
from django.urls import reverse

from stories.models import AnswerBack, Routing, Story
from tests.pressing import key, pressed, publish, take, version_of
from tests.stories_made import TEXT, answer, published_story
from tests.workflow.desks import signed_in
from tests.workflow.presses import ask, escalate
from tests.workflow.waiting_for_authors import changes_of, proposed_story
from workflow import actions
from workflow.models import Step

pytestmark = pytest.mark.django_db


def send(mamie, name: str, item, **typed):
    url = reverse(f"workflow:{name}", args=[item.pk])
    return signed_in(mamie).post(url, {"version": version_of(item), "key": key()} | typed)


class TestARewrite:
    @pytest.fixture
    def story(self, world, mamie, ines) -> Story:
        return proposed_story(mamie, ines, world.caf_gard)

    def test_is_shown_side_by_side_with_its_reasons(self, story, world, mamie, ines):
        page = signed_in(mamie).get(reverse("workflow:to_author", args=[story.pk])).text

        assert "<del>" in page and "<ins>" in page
        assert "Plus court." in page and "Moins précis." in page

    def test_is_published_once_everything_is_accepted(self, story, world, mamie, ines):
        changes = changes_of(story)

        send(mamie, "answer_proposal", story, **{f"change-{one.pk}": "accepted" for one in changes})

        story.refresh_from_db()
        assert story.is_public and story.title == "Dossier fermé"
        assert story.routings.get().structure == world.caf_gard

    def test_goes_back_to_the_moderator_with_the_authors_own_words(self, story, world, mamie, ines):
        title, sentence = changes_of(story)
        own = {f"change-{sentence.pk}": "edited", f"words-{sentence.pk}": "Puis plus rien longtemps."}

        send(mamie, "answer_proposal", story, **{f"change-{title.pk}": "refused"}, **own)

        story.refresh_from_db()
        assert (story.state, story.kept_for) == (Story.State.SUBMITTED, ines)
        assert story.text.endswith("Puis plus rien longtemps.") and story.title != "Dossier fermé"

    def test_needs_a_word_on_every_change_and_keeps_what_was_written(self, story, world, mamie, ines):
        title, sentence = changes_of(story)
        own = {f"change-{sentence.pk}": "edited", f"words-{sentence.pk}": "Une phrase à ne pas perdre."}

        page = send(mamie, "answer_proposal", story, **own)

        assert page.status_code == 422
        assert "Une phrase à ne pas perdre." in page.text
        assert f'id="change-{title.pk}-error"' in page.text
        assert Story.objects.get(pk=story.pk).state == Story.State.AWAITING_AUTHOR

    def test_is_nobody_elses(self, story, world, mamie, paul, ines):
        changes = changes_of(story)

        assert signed_in(paul).get(reverse("workflow:to_author", args=[story.pk])).status_code == 404
        accepted = {f"change-{one.pk}": "accepted" for one in changes}
        assert send(paul, "answer_proposal", story, **accepted).status_code == 404

    def test_is_never_decided_by_following_a_link(self, story, world, mamie, ines):
        answer = signed_in(mamie).get(reverse("workflow:answer_proposal", args=[story.pk]))

        assert answer["Location"] == reverse("workflow:to_author", args=[story.pk])
        assert Story.objects.get(pk=story.pk).state == Story.State.AWAITING_AUTHOR


class TestAQuestion:
    @pytest.fixture(autouse=True)
    def asked(self, story, ines):
        tab = take(Step.MODERATE, story, ines)
        actions.ask(story.pk, **pressed(story, ines), tab=tab, question="Quel jour ?")

    def test_is_answered(self, story, mamie, ines):
        send(mamie, "answer_question", story, answer="Un lundi.")

        story.refresh_from_db()
        assert (story.state, story.kept_for) == (Story.State.SUBMITTED, ines)
        assert story.questions.get().answer == "Un lundi."

    def test_may_bring_a_fuller_text(self, story, mamie):
        send(mamie, "answer_question", story, answer="Voilà.", title=story.title, text="Tout, en entier.")

        assert Story.objects.get(pk=story.pk).text == "Tout, en entier."
        assert list(story.texts.order_by("pk").values_list("text", flat=True)) == [TEXT, "Tout, en entier."]

    def test_needs_words(self, story, mamie):
        page = send(mamie, "answer_question", story, answer=" ", text="Un récit à garder.")

        assert page.status_code == 422 and "Un récit à garder." in page.text


class TestWhatWasNotPublished:
    @pytest.fixture(autouse=True)
    def rejected(self, story, ines):
        tab = take(Step.MODERATE, story, ines)
        actions.reject(story.pk, **pressed(story, ines), tab=tab, reason="abusive")

    def test_is_taken_up_again_knowing_why(self, story, mamie):
        page = signed_in(mamie).get(reverse("workflow:resubmit", args=[story.pk])).text
        assert "injures" in page and story.title in page

        send(mamie, "resubmit", story, title=story.title, text="Les faits seuls.")

        assert Story.objects.get(pk=story.pk).state == Story.State.SUBMITTED

    def test_must_change(self, story, mamie):
        page = send(mamie, "resubmit", story, title=story.title, text=story.text)

        assert page.status_code == 422 and "pas changé" in page.text

    def test_is_sent_once_by_a_double_click(self, story, mamie):
        same = {"key": key(), "version": version_of(story)}

        for _ in range(2):
            page = send(mamie, "resubmit", story, title=story.title, text="Les faits seuls.", **same)
            assert page.status_code == 303

        assert story.events.filter(action="resubmit").count() == 1

    def test_gives_back_what_was_typed_when_it_is_too_late(self, story, mamie):
        typed = {"title": story.title, "text": "Une phrase à ne pas perdre."}
        send(mamie, "resubmit", story, title=story.title, text="Les faits seuls.")

        page = send(mamie, "resubmit", story, **typed)

        assert page.status_code == 409 and typed["text"] in page.text


class TestASequel:
    @pytest.fixture
    def routing(self, world, mamie) -> Routing:
        routing = published_story(mamie, world.caf_gard).routings.get()
        answer(routing)
        return routing

    def test_is_written_once_and_read_before_it_is_public(self, routing, mamie, client):
        send(mamie, "say_back", routing, text="Merci, mais le courrier n'est pas arrivé.")

        public = client.get(reverse("stories:story", args=[routing.story_id])).text
        assert "n'est pas arrivé" not in public
        again = send(mamie, "say_back", routing, text="Encore moi.")
        assert again.status_code == 409 and "Encore moi." in again.text
        assert AnswerBack.objects.count() == 1

    def test_is_public_under_the_reply_once_a_moderator_has_read_it(self, routing, mamie, ines, client):
        send(mamie, "say_back", routing, text="Merci, le courrier est arrivé.")
        tab = take(Step.ANSWER, routing, ines)
        actions.publish_answer(routing.pk, **pressed(routing, ines), tab=tab)

        assert "le courrier est arrivé" in client.get(reverse("stories:story", args=[routing.story_id])).text


def test_an_author_learns_nothing_of_a_decision_that_can_still_be_undone(story, world, mamie, ines, settings):
    settings.UNDO_SECONDS = 10
    tab = take(Step.MODERATE, story, ines)
    actions.correct(
        story.pk,
        **pressed(story, ines),
        tab=tab,
        structures=[world.caf_gard.pk],
        title="Titre corrigé",
        text="Texte corrigé.",
        reason="Clarté.",
    )

    page = signed_in(mamie).get(reverse("stories:mine")).text

    assert "corrigé" not in page and "publiée" not in page and story.title in page


def test_nor_does_a_story_sent_back_to_be_read_again_seem_never_read(story, mamie, ines, world, settings):
    ask(story, ines)
    actions.answer_question(story.pk, **pressed(story, mamie), answer="À Nîmes.")
    settings.UNDO_SECONDS = 10
    publish(story, ines, world.caf_gard)

    page = signed_in(mamie).get(reverse("stories:mine")).text

    assert "renvoyée, attend d&#x27;être relue" in page and "publiée" not in page


def test_nor_does_one_read_a_second_time_seem_sent_back(story, mamie, ines, lucie, world, settings):
    escalate(story, ines, "Un second regard.")
    settings.UNDO_SECONDS = 10
    publish(story, lucie, world.caf_gard)

    page = signed_in(mamie).get(reverse("stories:mine")).text

    assert "reçue, attend d&#x27;être lue" in page and "renvoyée" not in page and "publiée" not in page
