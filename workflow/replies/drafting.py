"""Writing a reply: saved as it is typed, then handed to the validators."""

from typing import cast

from django.db import transaction

from directory.models import Membership, User
from stories.models import Routing
from workflow.models import Event, Notification, ReplyDraft
from workflow.notifications.mails import owe_people
from workflow.notifications.notify import notify
from workflow.notifications.recipients import nearest
from workflow.replies.publishing import publish
from workflow.replies.revisions import (
    ReplyWords,
    draft_of,
    keep_colleagues_words,
    revise,
    same,
    submitted,
    write,
    writers,
)
from workflow.spine.instant import now
from workflow.spine.keys import check_key
from workflow.spine.moves import Outcome, hold, move, number
from workflow.spine.refusals import TooLate
from workflow.spine.reply_way import SAVE_DRAFT, SUBMIT_REPLY
from workflow.spine.topics import announce_typing


def save_draft(
    routing_id: int,
    *,
    by: User,
    version: int | str | None,
    key: str | None,
    tab: str,
    saves: int | str | None,
    words: ReplyWords,
) -> Outcome:
    """Keep what is typed. ``saves`` is the number of saves the editor has seen: the chain of the draft.

    Only the first non-empty save moves the routing (to drafting) and its version; later ones change the
    working copy alone. A save repeated after a lost answer is recognised by its words.
    """
    check_key(key)
    number(version)
    seen = number(saves)
    with transaction.atomic():
        routing = cast(Routing, hold(SAVE_DRAFT, routing_id, by=by, tab=tab))
        draft = draft_of(routing)
        if draft.saves != seen and not same(draft, words):
            raise _saved_elsewhere(draft)
        if draft.saves == seen:
            keep_colleagues_words(draft, by)
            write(draft, words.check_size(), by)
        if routing.state == Routing.State.TO_ANSWER and words.text.strip():
            begun = move(SAVE_DRAFT, routing_id, by=by, version=routing.version, key=key, tab=tab)
            return Outcome(routing_id, begun.version, begun.state, {"saves": draft.saves})
        announce_typing(routing)
    return Outcome(routing_id, routing.version, routing.state, {"saves": draft.saves})


def submit_reply(
    routing_id: int,
    *,
    by: User,
    version: int | str | None,
    key: str | None,
    tab: str,
    words: ReplyWords,
    saves: int | str | None = None,
) -> Outcome:
    """Hand these very words to the validators, as an immutable revision; published at once where the
    structure does without validation. ``saves``, where the form knows it, as in ``save_draft``."""

    def body(routing: Routing) -> dict[str, int]:
        draft = draft_of(routing)
        if saves is not None and draft.saves != number(saves) and not same(draft, words):
            raise _saved_elsewhere(draft)
        keep_colleagues_words(draft, by)
        write(draft_of(routing), words.check(), by)
        revision = revise(routing, words, by, submitted=True)
        routing.submitted_at = now()
        if not routing.structure.validates:
            routing.state = Routing.State.ANSWERED
        return {"revision": revision.pk}

    def after(routing: Routing, event: Event) -> None:
        if routing.state == Routing.State.ANSWERED:
            publish(routing, submitted(routing), event)
            return
        _, people = nearest(routing.structure.path, Membership.Profile.VALIDATOR, but=writers(routing))
        notify(event, people, Notification.Kind.TO_VALIDATE)
        owe_people(event, "to_validate", people, routing.structure)

    return move(SUBMIT_REPLY, routing_id, body, after, by=by, version=version, key=key, tab=tab)


def _saved_elsewhere(draft: ReplyDraft) -> TooLate:
    return TooLate("Ce brouillon a été enregistré ailleurs entre-temps.", who=str(draft.saved_by or ""))
