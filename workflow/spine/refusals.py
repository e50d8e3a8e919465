"""What the one write path answers when it does not act. Each carries its HTTP status and its French words."""

from datetime import datetime
from typing import Any


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
