"""What people type for a decision, saved as they type: a browser that closes loses nothing, another one goes on.

One row for each person, step and item is being typed; it goes with the decision, or stays to be read by its
writer alone when the item goes to somebody else.
"""

import hashlib
import json
import re
from collections.abc import Iterable

from django.db import transaction
from django.db.models.functions import Now

from directory.models import User
from workflow.models import PrivateCopy, Step
from workflow.spine.instant import now
from workflow.spine.moves import hold
from workflow.spine.refusals import Incomplete
from workflow.spine.steps import RELEASE

MAX_COPY = 20_000
MAX_FIELDS = 60
FIELD = re.compile(r"[a-z0-9-]{1,40}")


def words_read(*words: str) -> str:
    """A stamp of the words that somebody reads: what is typed about them goes with no others."""
    return hashlib.blake2s("\0".join(words).encode(errors="replace"), digest_size=8).hexdigest()


@transaction.atomic
def keep_typing(person: User, step: Step, item_id: int, tab: str, base: str, fields: str) -> None:
    """Save what is in the fields now: ``fields`` is a JSON object, id → text; ``base`` a stamp of ``words_read``.

    Raises NotSeen, TooLate unless this tab holds the item, Incomplete for what no page sends.
    """
    typed = _fields(fields)
    # Locked: a decision made meanwhile ends the lease, and finds whatever is saved here to take it away.
    hold(RELEASE[step], item_id, by=person, tab=tab)
    text = "\n\n".join(words for words in typed.values() if words.strip())
    being_typed = PrivateCopy.objects.filter(person=person, step=step, item_id=item_id, fields__isnull=False)
    if not text:
        being_typed.delete()
    elif not being_typed.update(text=text, fields=typed, base=base[:16], at=now()):
        PrivateCopy.objects.create(
            person=person, step=step, item_id=item_id, text=text, fields=typed, base=base[:16], at=now()
        )


def keep_to_read(person: User, step: Step, item_id: int, text: str) -> bool:
    """What was typed when the item went to somebody else, or was given back; False when there was nothing."""
    text = _storable(text)[:MAX_COPY]
    if not text.strip():
        return False
    copies = PrivateCopy.objects.filter(person=person, step=step, item_id=item_id, fields__isnull=False)
    if not copies.update(text=text, fields=None, at=Now()):
        PrivateCopy.objects.create(person=person, step=step, item_id=item_id, text=text)
    return True


def typed_before(copies: Iterable[PrivateCopy], base: str) -> dict[str, object]:
    """For a workbench: ``kept``, the fields to put back if they are about these words; ``copies``, the rest, to read.

    ``base`` is a stamp of ``words_read``; "" where the item is not held here, and nothing can be typed.
    """
    copies = list(copies)
    going_on = next((copy for copy in copies if base and copy.fields and copy.base == base), None)
    return {
        "base": base,
        "kept": going_on.fields if going_on else None,
        "copies": [copy for copy in copies if copy is not going_on],
    }


def _fields(sent: str) -> dict[str, str]:
    try:
        typed = json.loads(sent) if len(sent) <= 10 * MAX_COPY else None
    except ValueError:
        typed = None
    if not isinstance(typed, dict) or len(typed) > MAX_FIELDS:
        raise Incomplete()
    if not all(FIELD.fullmatch(name) and isinstance(words, str) for name, words in typed.items()):
        raise Incomplete()
    typed = {name: _storable(words) for name, words in typed.items()}
    if sum(map(len, typed.values())) > 2 * MAX_COPY:
        raise Incomplete()
    return typed


def _storable(words: str) -> str:
    return words.replace("\x00", "").encode(errors="replace").decode()
