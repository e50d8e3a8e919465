"""What a key does: a press sent twice moves once, and is answered twice what it was answered the first time.

Every form carries one, made with its page; what a move answered is kept under it for two days (workflow/clock.py).
"""

from typing import Any

from django.db.models import QuerySet

from directory.models import User
from workflow.models import KeyedRequest
from workflow.spine.refusals import Incomplete
from workflow.spine.transition import Transition

MAX_KEY = 64


class AlreadyAnswered(Exception):
    """This key moved this item before."""


def check_key(key: str | None) -> str:
    """The key of a press, as a form sends it; Incomplete when it is none."""
    if not key or len(key) > MAX_KEY:
        raise Incomplete()
    return key


def is_known(by: User, transition: Transition, item_id: int, key: str) -> bool:
    """Asked only of what is refused: the first press moved the version on, so its repetition always is.

    Under the item's lock, so that a double press waits for the first.
    """
    return _keyed(by, transition, item_id, key).exists()


def first_answer(by: User, transition: Transition, item_id: int, key: str) -> dict[str, Any]:
    """What this very press was answered, as ``record`` kept it."""
    answer: dict[str, Any] = _keyed(by, transition, item_id, key).get().outcome
    return answer


def _keyed(by: User, transition: Transition, item_id: int, key: str) -> QuerySet[KeyedRequest]:
    return KeyedRequest.objects.filter(person=by, verb=transition.name, item_id=item_id, key=key)
