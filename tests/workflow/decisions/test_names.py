"""Names that a language model reads in a story, in the worker, where one is installed."""

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from stories.models import Story
from tests.pressing import pressed
from tests.stories_made import draft_story, submitted_story
from tests.workflow.desks import signed_in
from workflow import actions
from workflow.decisions.names import read_names
from workflow.models import Event

TEXT = "Hier Diarra Sow m'a dit de revenir avec mon dossier."
MARKED = '<mark class="aid aid-person" data-kind="nom de personne">Diarra Sow</mark>'


@pytest.fixture
def model(settings) -> None:
    settings.NAMES_MODEL = "fr_core_news_md"


def bench(client, story: Story) -> str:
    return client.get(f"/moderation/{story.pk}/").text


@pytest.mark.django_db(transaction=True)
def test_they_are_marked_once_the_worker_has_read_the_story(model, world, mamie, ines) -> None:
    story = draft_story(mamie, [world.caf_gard], text=TEXT)
    actions.submit(story.pk, **pressed(story, mamie))
    desk = signed_in(ines)
    assert MARKED not in bench(desk, story)
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0, reload=False)
    assert MARKED in bench(desk, story)


@pytest.mark.django_db
class TestReading:
    def test_is_asked_only_where_a_model_is_chosen(self, world, mamie, settings):
        settings.NAMES_MODEL = ""
        story = draft_story(mamie, [world.caf_gard], text=TEXT)
        actions.submit(story.pk, **pressed(story, mamie))
        assert not DBTaskResult.objects.filter(task_path=read_names.module_path).exists()

    def test_of_a_story_told_anew_forgets_the_names_of_the_first_words(self, model, world, mamie):
        story = submitted_story(mamie, world.caf_gard, text=TEXT)
        read_names.call(story.pk)
        Story.objects.filter(pk=story.pk).update(text="On m'a dit de revenir.")
        read_names.call(story.pk)
        assert Story.objects.get(pk=story.pk).names_read == []

    def test_twice_changes_nothing_more(self, model, world, mamie):
        story = submitted_story(mamie, world.caf_gard, text=TEXT)
        read_names.call(story.pk)
        once = Story.objects.get(pk=story.pk)
        read_names.call(story.pk)
        again = Story.objects.get(pk=story.pk)
        assert (again.version, again.names_read) == (once.version, ["Diarra Sow"])

    def test_is_no_event_of_the_story(self, model, world, mamie):
        story = submitted_story(mamie, world.caf_gard, text=TEXT)
        before = Event.objects.filter(story=story).count()
        read_names.call(story.pk)
        assert Event.objects.filter(story=story).count() == before

    def test_of_a_story_that_is_gone_does_nothing(self, model, db):
        read_names.call(4_000_000)
