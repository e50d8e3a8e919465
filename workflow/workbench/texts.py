"""The text that a workbench is about, by the item's id."""

from stories.models import Story


def story_text(pk: int) -> str:
    """A story's words as they stand."""
    return Story.objects.values_list("text", flat=True).get(pk=pk)
