"""What the one write path answers when it does not act. Each carries its HTTP status and its French words."""

from datetime import datetime
from typing import Any

from directory.models import User
from stories.models import Story
from workflow.models import Event
from workflow.spine.transition import Item


class Refusal(Exception):
    """A move that was not made. ``context`` is shown to the person (templates/<status>.html).

    Keys of the context: message, and where known: who, when, state, typed (label → text to give back),
    back (URL of the present state).
    """

    status = 400
    message = "Cette action n'a pas pu être faite."

    def __init__(self, message: str = "", **context: Any) -> None:
        super().__init__(message or self.message)
        self.context: dict[str, Any] = {"message": message or self.message, **context}


class NotSeen(Refusal):
    """The item does not exist, or this person may not see it: the same answer for both."""

    status = 404
    message = "Cette page n'existe pas."


class NotAllowed(Refusal):
    """What one sees but may not do."""

    status = 403
    message = "Vous pouvez voir cet élément, mais pas faire cette action."


class TooLate(Refusal):
    """Somebody was faster, or holds the item; nothing typed is lost."""

    status = 409
    message = "Cet élément a changé entre-temps."

    def __init__(
        self,
        message: str = "",
        *,
        who: str = "",
        when: datetime | None = None,
        state: str = "",
        **context: Any,
    ) -> None:
        super().__init__(message, who=who, when=when, state=state, **context)


class Incomplete(Refusal):
    """A write without version or idempotency key."""

    status = 422
    message = "Le formulaire envoyé est incomplet. Rechargez la page et recommencez."


class Invalid(Refusal):
    """What was typed cannot be accepted; the form says why beside the field."""

    status = 422

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message, field=field)
        self.field = field


class TooMany(Refusal):
    """More than one person does by hand; what was typed is given back."""

    status = 429
    message = "Vous avez envoyé beaucoup de demandes en peu de temps."


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
