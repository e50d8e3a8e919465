"""Judging a submitted reply: approve, approve with edits, send back; never one's own words."""

from directory.models import User
from stories.models import Routing
from workflow.models import Event, Notification, Verdict
from workflow.notifications.notify import notify
from workflow.replies.publishing import publish
from workflow.replies.revisions import ReplyWords, draft_of, revise, submitted, write, writers
from workflow.spine.instant import now
from workflow.spine.moves import Outcome, move
from workflow.spine.refusals import Invalid, NotAllowed
from workflow.spine.reply_way import APPROVE, APPROVE_WITH_EDITS, SEND_BACK

MAX_COMMENT = 2000


def approve(routing_id: int, *, by: User, version: int | str | None, key: str | None, tab: str) -> Outcome:
    """Publish the submitted revision as it stands. Never one's own draft."""

    def body(routing: Routing) -> dict[str, int]:
        _check_four_eyes(routing, by)
        revision = submitted(routing)
        Verdict.objects.create(revision=revision, outcome=Verdict.Outcome.APPROVED, by=by, at=now())
        return {"revision": revision.pk}

    def after(routing: Routing, event: Event) -> None:
        publish(routing, submitted(routing), event)

    return move(APPROVE, routing_id, body, after, by=by, version=version, key=key, tab=tab)


def approve_with_edits(
    routing_id: int,
    *,
    by: User,
    version: int | str | None,
    key: str | None,
    tab: str,
    words: ReplyWords,
) -> Outcome:
    """Publish the validator's edit of the submitted revision; both are kept."""

    def body(routing: Routing) -> dict[str, int]:
        _check_four_eyes(routing, by)
        Verdict.objects.create(revision=submitted(routing), outcome=Verdict.Outcome.EDITED, by=by, at=now())
        write(draft_of(routing), words.check(), by)
        return {"revision": revise(routing, words, by, submitted=True).pk}

    def after(routing: Routing, event: Event) -> None:
        publish(routing, submitted(routing), event)

    return move(APPROVE_WITH_EDITS, routing_id, body, after, by=by, version=version, key=key, tab=tab)


def send_back(
    routing_id: int,
    *,
    by: User,
    version: int | str | None,
    key: str | None,
    tab: str,
    comment: str,
) -> Outcome:
    """Give the draft back to its writers with a comment."""

    def body(routing: Routing) -> dict[str, int]:
        if not comment.strip():
            raise Invalid("Dites ce qui est à revoir.", "comment")
        if len(comment) > MAX_COMMENT:
            raise Invalid(f"Ce commentaire dépasse {MAX_COMMENT} caractères.", "comment")
        _check_four_eyes(routing, by)
        revision = submitted(routing)
        Verdict.objects.create(
            revision=revision,
            outcome=Verdict.Outcome.SENT_BACK,
            comment=comment.strip(),
            by=by,
            at=now(),
        )
        return {"revision": revision.pk}

    def after(routing: Routing, event: Event) -> None:
        notify(event, [submitted(routing).by_id], Notification.Kind.SENT_BACK)

    return move(SEND_BACK, routing_id, body, after, by=by, version=version, key=key, tab=tab)


def _check_four_eyes(routing: Routing, by: User) -> None:
    if by.pk in writers(routing):
        raise NotAllowed("Vous avez écrit dans ce projet : un autre valideur doit le lire.")
