"""Names of persons that a language model reads in a story once it is handed in: in the worker, if one is installed."""

from django.conf import settings
from django.db import transaction
from django.tasks import task

from stories.aids.model import names_read
from stories.models import Story
from workflow.notifications.tasks import retried
from workflow.spine.topics import announce


def read_names_later(story: Story) -> None:
    """Once the words are in; nothing waits for it, nothing is decided by it."""
    if settings.NAMES_MODEL:
        read_names.enqueue(story.pk)


@retried
@task
def read_names(story_id: int) -> None:
    """Show those who read this story the names in it: harmless to run twice, or twice at once.

    No move: like a note, it is something more to read, and no event of the story's way.
    """
    words = Story.objects.filter(pk=story_id).values_list("title", "text").first()
    names = names_read("\n\n".join(words), settings.NAMES_MODEL) if words else []
    with transaction.atomic():
        story = Story.objects.select_for_update(no_key=True).filter(pk=story_id).first()
        if story is None or story.names_read == names or words != (story.title, story.text):
            return
        story.names_read = names
        story.version += 1
        story.save(update_fields=["names_read", "version"])
        announce(story)
