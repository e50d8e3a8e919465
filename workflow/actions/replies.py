"""The reply's moves: save, submit; approve, approve with edits, send back; and the author's rating."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import cast

from django.db import transaction

from directory.models import Membership, User
from stories.models import Reply, Routing
from workflow import claims, mails, notifications
from workflow.announcements import announce_typing
from workflow.models import DraftRevision, Event, Notification, ReplyDraft, Step, Verdict
from workflow.moves import MAX_KEY, Outcome, check_lease, look, move, now, number
from workflow.refusals import Incomplete, Invalid, NotAllowed, NotSeen, TooLate
from workflow.rights import rights_on
from workflow.transitions import (
    APPROVE,
    APPROVE_WITH_EDITS,
    RATE,
    SAVE_DRAFT,
    SEND_BACK,
    SUBMIT_REPLY,
)

MAX_REPLY = 10_000
MAX_COMMENT = 2000


@dataclass(frozen=True)
class Words:
    """What an agent types and picks for a reply."""

    text: str
    greeting: str = ""
    signature: str = ""
    status: str = Reply.Status.INFORMATION

    def check(self) -> "Words":
        """These words, or Invalid if they could not be published."""
        if not self.text.strip():
            raise Invalid("La réponse est vide.", "text")
        return self.check_size()

    def check_size(self) -> "Words":
        if len(self.text) > MAX_REPLY:
            raise Invalid(f"La réponse dépasse {MAX_REPLY} caractères.", "text")
        if self.status not in Reply.Status:
            raise Invalid("Choisissez un statut de réponse.", "status")
        if max(len(self.greeting), len(self.signature)) > 200:
            raise Invalid("La formule ou la signature dépasse 200 caractères.", "greeting")
        return self


def save_draft(
    routing_id: int,
    *,
    by: User,
    version: int | str | None,
    key: str | None,
    tab: str,
    saves: int | str | None,
    words: Words,
) -> Outcome:
    """Keep what is typed. ``saves`` is the number of saves the editor has seen: the chain of the draft.

    Only the first non-empty save moves the routing (to drafting) and its version; later ones change the
    working copy alone. A save repeated after a lost answer is recognised by its words.
    """
    if not key or len(key) > MAX_KEY:
        raise Incomplete()
    number(version)
    seen = number(saves)
    with transaction.atomic():
        routing = cast(Routing, look(SAVE_DRAFT, routing_id, lock=True))
        rights = rights_on(routing, by.viewer)
        if not rights:
            raise NotSeen()
        if not SAVE_DRAFT.rights & rights:
            raise NotAllowed()
        if routing.state not in SAVE_DRAFT.sources:
            raise TooLate(state=routing.get_state_display())
        check_lease(claims.holder_of(Step.DRAFT, routing.pk), routing, by, tab)
        draft = draft_of(routing)
        if draft.saves != seen and not _same(draft, words):
            raise _saved_elsewhere(draft)
        if draft.saves == seen:
            _keep_colleagues_words(draft, by)
            _write(draft, words.check_size(), by)
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
    words: Words,
    saves: int | str | None = None,
) -> Outcome:
    """Hand these very words to the validators, as an immutable revision; published at once where the
    structure does without validation. ``saves``, where the form knows it, as in ``save_draft``."""

    def body(routing: Routing) -> dict[str, int]:
        draft = draft_of(routing)
        if saves is not None and draft.saves != number(saves) and not _same(draft, words):
            raise _saved_elsewhere(draft)
        _keep_colleagues_words(draft, by)
        _write(draft_of(routing), words.check(), by)
        revision = _revise(routing, words, by, submitted=True)
        routing.submitted_at = now()
        if not routing.structure.validates:
            routing.state = Routing.State.ANSWERED
        return {"revision": revision.pk}

    def after(routing: Routing, event: Event) -> None:
        if routing.state == Routing.State.ANSWERED:
            _publish(routing, _submitted(routing), event)
            return
        house = notifications.nearest_with(routing.structure, Membership.Profile.VALIDATOR)
        people = notifications.members(house, Membership.Profile.VALIDATOR) if house else []
        notifications.notify(event, people, Notification.Kind.TO_VALIDATE)
        mails.owe_validators(event, routing)

    return move(SUBMIT_REPLY, routing_id, body, after, by=by, version=version, key=key, tab=tab)


def approve(routing_id: int, *, by: User, version: int | str | None, key: str | None, tab: str) -> Outcome:
    """Publish the submitted revision as it stands. Never one's own draft."""

    def body(routing: Routing) -> dict[str, int]:
        _check_four_eyes(routing, by)
        revision = _submitted(routing)
        Verdict.objects.create(revision=revision, outcome=Verdict.Outcome.APPROVED, by=by, at=now())
        return {"revision": revision.pk}

    def after(routing: Routing, event: Event) -> None:
        _publish(routing, _submitted(routing), event)

    return move(APPROVE, routing_id, body, after, by=by, version=version, key=key, tab=tab)


def approve_with_edits(
    routing_id: int,
    *,
    by: User,
    version: int | str | None,
    key: str | None,
    tab: str,
    words: Words,
) -> Outcome:
    """Publish the validator's edit of the submitted revision; both are kept."""

    def body(routing: Routing) -> dict[str, int]:
        _check_four_eyes(routing, by)
        Verdict.objects.create(revision=_submitted(routing), outcome=Verdict.Outcome.EDITED, by=by, at=now())
        _write(draft_of(routing), words.check(), by)
        return {"revision": _revise(routing, words, by, submitted=True).pk}

    def after(routing: Routing, event: Event) -> None:
        _publish(routing, _submitted(routing), event)

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
        revision = _submitted(routing)
        Verdict.objects.create(
            revision=revision,
            outcome=Verdict.Outcome.SENT_BACK,
            comment=comment.strip(),
            by=by,
            at=now(),
        )
        return {"revision": revision.pk}

    def after(routing: Routing, event: Event) -> None:
        notifications.notify(event, [_submitted(routing).by_id], Notification.Kind.SENT_BACK)

    return move(SEND_BACK, routing_id, body, after, by=by, version=version, key=key, tab=tab)


def rate(
    routing_id: int,
    *,
    by: User,
    version: int | str | None,
    key: str | None,
    rating: str,
    word: str = "",
) -> Outcome:
    """The author's verdict on a published reply; it can be changed."""

    def body(routing: Routing) -> dict[str, str]:
        if rating not in Reply.Rating:
            raise Invalid("Dites si la réponse est appropriée ou non.", "rating")
        if len(word) > 500:
            raise Invalid("Ce mot dépasse 500 caractères.", "word")
        reply = routing.reply
        reply.rating, reply.rating_word, reply.rated_at = rating, word.strip(), now()
        reply.save(update_fields=["rating", "rating_word", "rated_at"])
        return {"rating": rating}

    return move(RATE, routing_id, body, by=by, version=version, key=key)


def _saved_elsewhere(draft: ReplyDraft) -> TooLate:
    return TooLate("Ce brouillon a été enregistré ailleurs entre-temps.", who=str(draft.saved_by or ""))


def draft_of(routing: Routing) -> ReplyDraft:
    return ReplyDraft.objects.get_or_create(routing=routing)[0]


def _same(kept: ReplyDraft | DraftRevision, words: Words) -> bool:
    return all(getattr(kept, name) == value for name, value in asdict(words).items())


def _write(draft: ReplyDraft, words: Words, by: User) -> None:
    for name, value in asdict(words).items():
        setattr(draft, name, value)
    draft.saves += 1
    draft.saved_by, draft.saved_at = by, now()
    draft.save()


def _keep_colleagues_words(draft: ReplyDraft, by: User) -> None:
    """Before somebody else's first keystroke, the former writer's words become a revision."""
    if draft.saved_by is None or draft.saved_by == by or not draft.text.strip():
        return
    last = draft.routing.revisions.order_by("-number").first()
    words = Words(draft.text, draft.greeting, draft.signature, draft.status)
    if last is None or not _same(last, words):
        _revise(draft.routing, words, draft.saved_by)


def _revise(routing: Routing, words: Words, by: User, *, submitted: bool = False) -> DraftRevision:
    return DraftRevision.objects.create(
        routing=routing,
        number=routing.revisions.count() + 1,
        by=by,
        created_at=now(),
        submitted_at=now() if submitted else None,
        **asdict(words),
    )


def _submitted(routing: Routing) -> DraftRevision:
    revision = (
        routing.revisions.filter(submitted_at__isnull=False).select_related("by").order_by("-number").first()
    )
    assert revision is not None  # to_validate is only reached with one
    return revision


def writers(routing: Routing) -> set[int]:
    """Everybody whose words are in the draft."""
    verdicts = Verdict.objects.filter(revision__routing=routing).select_related("revision")
    return writers_among(routing.revisions.order_by("number"), verdicts.order_by("-pk").first())


def writers_among(revisions: Iterable[DraftRevision], last: Verdict | None) -> set[int]:
    """The same of revisions in their order: since the last verdict, or of the very words there are now."""
    written = list(revisions)
    judged = last.revision.number if last else 0
    return {one.by_id for one in written if one.number > judged or one.text == written[-1].text}


def _check_four_eyes(routing: Routing, by: User) -> None:
    if by.pk in writers(routing):
        raise NotAllowed("Vous avez écrit dans ce projet : un autre valideur doit le lire.")


def _publish(routing: Routing, revision: DraftRevision, event: Event) -> None:
    Reply.objects.create(
        routing=routing,
        greeting=revision.greeting,
        text=revision.text,
        signature=revision.signature,
        status=revision.status,
        published_at=now(),
    )
    routing.answered_at = now()
    routing.save(update_fields=["answered_at"])
    notifications.notify(event, [routing.story.author_id], Notification.Kind.REPLIED)
    mails.owe_author(event, "replied")
    writers = routing.revisions.values_list("by_id", flat=True)
    notifications.notify(event, writers, Notification.Kind.APPROVED)
