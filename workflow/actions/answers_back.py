"""The author's one answer to a reply, moderated like a story."""

from directory.models import User
from stories.models import AnswerBack, Routing, Story
from workflow import mails
from workflow.actions.words import check_nothing_personal, check_storable, is_blank
from workflow.models import Event, Remark
from workflow.moves import Outcome, move, now
from workflow.refusals import Invalid, TooLate
from workflow.transitions import PUBLISH_ANSWER, REJECT_ANSWER, SAY_BACK

MAX_ANSWER = 5000
MAX_REASON = 1000


def say_back(routing_id: int, *, by: User, version: int | str | None, key: str | None, text: str) -> Outcome:
    """Answer a reply, once; a moderator reads it before anybody else."""

    def body(routing: Routing) -> None:
        if is_blank(text):
            raise Invalid("Écrivez votre réponse.", "text")
        if len(text) > MAX_ANSWER:
            raise Invalid(f"Votre réponse dépasse {MAX_ANSWER} caractères.", "text")
        check_storable(text=text)
        if AnswerBack.objects.filter(reply__routing=routing).exists():
            raise TooLate("Vous avez déjà répondu à cette réponse.")

    def after(routing: Routing, event: Event) -> None:
        AnswerBack.objects.create(reply=routing.reply, text=text.strip(), submitted_at=now())

    return move(SAY_BACK, routing_id, body, after, by=by, version=version, key=key)


def publish_answer(
    routing_id: int, *, by: User, version: int | str | None, key: str | None, tab: str, override: str = ""
) -> Outcome:
    """Show it under the reply."""

    def body(routing: Routing) -> None:
        answer = waiting_answer(routing)
        check_nothing_personal("", answer.text, override)
        answer.state, answer.published_at = Story.State.PUBLISHED, now()
        answer.version += 1
        answer.save()

    def after(routing: Routing, event: Event) -> None:
        mails.owe_author(event, "answer_published")

    return move(PUBLISH_ANSWER, routing_id, body, after, by=by, version=version, key=key, tab=tab)


def reject_answer(
    routing_id: int, *, by: User, version: int | str | None, key: str | None, tab: str, reason: str
) -> Outcome:
    """Do not show it; its author reads why."""

    def body(routing: Routing) -> None:
        if not reason.strip():
            raise Invalid("Dites à l'auteur pourquoi sa suite n'est pas publiée.", "reason")
        if len(reason) > MAX_REASON:
            raise Invalid(f"La raison dépasse {MAX_REASON} caractères.", "reason")
        check_storable(reason=reason)
        answer = waiting_answer(routing)
        answer.state, answer.reason = Story.State.REJECTED, reason.strip()
        answer.version += 1
        answer.save()

    def after(routing: Routing, event: Event) -> None:
        Remark.objects.create(event=event, text=reason.strip())
        mails.owe_author(event, "answer_rejected")

    return move(REJECT_ANSWER, routing_id, body, after, by=by, version=version, key=key, tab=tab)


def waiting_answer(routing: Routing) -> AnswerBack:
    """The answer that waits for a moderator; TooLate when there is none."""
    answer = AnswerBack.objects.filter(reply__routing=routing, state=Story.State.SUBMITTED).first()
    if answer is None:
        raise TooLate("Cette suite est déjà lue.")
    return answer
