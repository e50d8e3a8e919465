"""Who was faster: what a move that comes too late is answered."""

from directory.models import User
from stories.models import Story
from workflow.models import Event
from workflow.spine.refusals import TooLate
from workflow.spine.transition import Item


def too_late(item: Item, by: User | None) -> TooLate:
    """The refusal that says who was faster, from the item's last event.

    Names are for colleagues: an author never reads one, and theirs is never read.
    """
    last = item.events.select_related("actor").order_by("-id").first()
    author = author_of(item)
    named = last and author not in {last.actor_id, by.pk if by else None}
    return TooLate(
        _to_its_author(last, author) if by and by.pk == author else "",
        who=str(last.actor) if last and last.actor and named else "",
        when=last.at if last else None,
        state=_known_state(item, by),
    )


def _to_its_author(last: Event | None, author: int | None) -> str:
    what = "Vous avez déjà agi sur votre expérience" if last and last.actor_id == author else "Elle a avancé"
    return f"{what} depuis que cette page est ouverte."


def _known_state(item: Item, by: User | None) -> str:
    """An author does not know yet of a decision that can still be undone."""
    if isinstance(item, Story) and not item.in_effect and by and by.pk == item.author_id:
        return Story.State.SUBMITTED.label
    return item.get_state_display()


def author_of(item: Item) -> int | None:
    """Whose story it is: somebody whose name no colleague may read."""
    return item.author_id if isinstance(item, Story) else item.story.author_id
