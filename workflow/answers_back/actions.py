"""The author's one answer to a reply, moderated like a story."""

from directory.models import User
from stories.models import AnswerBack, Routing, Story
from workflow.decisions.gate import check_nothing_personal
from workflow.decisions.words import check_storable, is_blank
from workflow.models import AnswerVerdict, Event
from workflow.notifications.mails import owe_author
from workflow.spine.instant import now
from workflow.spine.moves import Outcome, move
from workflow.spine.refusals import Invalid, TooLate
from workflow.spine.reply_way import PUBLISH_ANSWER, REJECT_ANSWER, SAY_BACK

MAX_ANSWER = 5000
MAX_REASON = 1000


def say_back(routing_id: int, *, by: User, version: int | str | None, key: str | None, text: str) -> Outcome:
    """Answer a reply, once, or again after a refusal; a moderator reads it before anybody else."""
    words = text.strip()

    def body(routing: Routing) -> None:
        _check_answer(words)
        before = _answer_to(routing)
        if before and before.state != Story.State.REJECTED:
            raise TooLate("Vous avez déjà répondu à cette réponse.")
        if before and before.text == words:
            raise Invalid("Votre suite n'a pas changé : modifiez ce qui a empêché sa publication.", "text")

    def after(routing: Routing, event: Event) -> None:
        answer = _answer_to(routing) or AnswerBack(reply=routing.reply, version=0)
        answer.text, answer.reason = words, ""
        answer.state, answer.submitted_at = Story.State.SUBMITTED, now()
        answer.version += 1
        answer.save()

    return move(SAY_BACK, routing_id, body, after, by=by, version=version, key=key)


def publish_answer(
    routing_id: int,
    *,
    by: User,
    version: int | str | None,
    key: str | None,
    tab: str,
    override: str = "",
    text: str | None = None,
    reason: str = "",
) -> Outcome:
    """Show it under the reply; in these words, where a moderator corrected it, its author being told why."""
    corrected_from: list[str] = []

    def body(routing: Routing) -> None:
        answer = waiting_answer(routing)
        words = answer.text if text is None else text.strip()
        corrected_from[:] = [answer.text] if words != answer.text else []
        if corrected_from:
            _check_answer(words)
            _check_reason(reason, "Dites à l'auteur pourquoi sa suite est corrigée.")
            answer.text, answer.reason = words, reason.strip()
        check_nothing_personal("", words, override)
        answer.state, answer.published_at = Story.State.PUBLISHED, now()
        answer.version += 1
        answer.save()

    def after(routing: Routing, event: Event) -> None:
        for original in corrected_from:
            AnswerVerdict.objects.create(event=event, text=original, reason=reason.strip())
        owe_author(event, "answer_published")

    return move(PUBLISH_ANSWER, routing_id, body, after, by=by, version=version, key=key, tab=tab)


def reject_answer(
    routing_id: int, *, by: User, version: int | str | None, key: str | None, tab: str, reason: str
) -> Outcome:
    """Do not show it; its author reads why, and may write again."""

    def body(routing: Routing) -> None:
        _check_reason(reason, "Dites à l'auteur pourquoi sa suite n'est pas publiée.")
        answer = waiting_answer(routing)
        answer.state, answer.reason = Story.State.REJECTED, reason.strip()
        answer.version += 1
        answer.save()

    def after(routing: Routing, event: Event) -> None:
        answer = routing.reply.answer_back
        AnswerVerdict.objects.create(event=event, text=answer.text, reason=answer.reason)
        owe_author(event, "answer_rejected")

    return move(REJECT_ANSWER, routing_id, body, after, by=by, version=version, key=key, tab=tab)


def _check_answer(words: str) -> None:
    if is_blank(words):
        raise Invalid("La suite est vide.", "text")
    if len(words) > MAX_ANSWER:
        raise Invalid(f"La suite dépasse {MAX_ANSWER} caractères.", "text")
    check_storable(text=words)


def _check_reason(reason: str, missing: str) -> None:
    if is_blank(reason):
        raise Invalid(missing, "reason")
    if len(reason) > MAX_REASON:
        raise Invalid(f"La raison dépasse {MAX_REASON} caractères.", "reason")
    check_storable(reason=reason)


def _answer_to(routing: Routing) -> AnswerBack | None:
    return AnswerBack.objects.filter(reply__routing=routing).first()


def waiting_answer(routing: Routing) -> AnswerBack:
    """The answer that waits for a moderator; TooLate when there is none."""
    answer = AnswerBack.objects.filter(reply__routing=routing, state=Story.State.SUBMITTED).first()
    if answer is None:
        raise TooLate("Cette suite est déjà lue.")
    return answer
