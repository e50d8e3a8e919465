"""How each kind of e-mail is drawn, at the moment it leaves.

From an allow-list of words: what is written to an administration never holds an author's account, name or
e-mail.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import Truncator

from stories.models import Routing, Story, StoryText
from stories.texts.difference import ADDED, REMOVED, Piece, difference
from workflow.models import AnswerVerdict, Decision, Mail

Words = dict[str, object]
REMINDERS = 3
PUBLISHED_AS = (Decision.Outcome.PUBLISH, Decision.Outcome.CORRECT, Decision.Outcome.REWRITE)


@dataclass(frozen=True)
class Kind:
    """How one kind of mail is drawn. ``words`` answers None when there is nothing left to tell."""

    subject: str
    words: Callable[[Mail], Words | None]


def draw(mail: Mail) -> EmailMessage | None:
    """The message as it reads now, or None if nobody needs it any more."""
    address = _address(mail)
    kind = KINDS[mail.kind]
    words = kind.words(mail) if address else None
    if words is None:
        return None
    # A title is a citizen's text: on one line, whatever it holds.
    subject = " ".join(kind.subject.format(**words).split())
    body = render_to_string(f"workflow/mails/{mail.kind}.txt", words)
    return EmailMessage(subject, body.strip() + "\n", to=[address])


def _address(mail: Mail) -> str:
    if mail.person:
        return mail.person.email or "" if mail.person.is_active else ""
    routing = _routing(mail)
    return routing.holder.mailbox if routing and routing.holder else ""


def _routing(mail: Mail) -> Routing | None:
    """The move's own routing, else the one by which the story reached the mail's structure."""
    return mail.event.routing or (
        mail.event.story.routings.select_related("structure", "holder")
        .filter(structure=mail.structure_id)
        .first()
    )


def _link(name: str, *args: int) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def _to_author(mail: Mail) -> Words:
    story = mail.event.story
    return {
        "pseudonym": story.pseudonym,
        "title": story.title,
        "link": _link("stories:story", story.pk),
        "mine": _link("stories:mine"),
    }


def _received(mail: Mail) -> Words | None:
    return _to_author(mail) if mail.event.story.state == Story.State.SUBMITTED else None


def _published(mail: Mail) -> Words | None:
    story = mail.event.story
    if story.state != Story.State.PUBLISHED:
        return None
    services = [str(routing.structure) for routing in story.routings.select_related("structure")]
    decision = story.decisions.filter(outcome__in=PUBLISHED_AS).last()
    return {**_to_author(mail), **_decided(decision), "services": services}


def _corrected(mail: Mail) -> Words | None:
    words = _published(mail)
    if words is None:
        return None
    texts = mail.event.story.texts.order_by("id")
    told = texts.filter(kind__in=StoryText.OWN_WORDS).last()
    shown = texts.filter(kind=StoryText.Kind.CORRECTED).last()
    assert told and shown  # both are written by the moves that led here
    return {**words, "changes": _changes(told, shown), "reason": shown.reason}


def _amended(mail: Mail) -> Words | None:
    words, texts = _published(mail), mail.event.story.texts.order_by("id")
    shown = texts.filter(kind=StoryText.Kind.CORRECTED).last()
    if words is None or shown is None:
        return None
    public = texts.filter(pk__lt=shown.pk, public_at__isnull=False).last()
    before = public or texts.filter(kind__in=StoryText.OWN_WORDS).last()
    assert before
    return {**words, "changes": _changes(before, shown), "reason": shown.reason}


def _changes(before: StoryText, after: StoryText) -> list[str]:
    return _in_sentences(difference(f"{before.title}\n\n{before.text}", f"{after.title}\n\n{after.text}"))


def _in_sentences(pieces: list[Piece]) -> list[str]:
    """Each replaced, removed or added run of words as one line of plain text."""
    lines = []
    for before, piece in pairwise([Piece("", ""), *pieces]):
        words = f"«\u00a0{Truncator(piece.text.strip()).words(30)}\u00a0»"
        if piece.kind == REMOVED:
            lines.append(f"{words} est retiré")
        elif piece.kind == ADDED and before.kind == REMOVED:
            lines[-1] = f"{lines[-1].removesuffix('est retiré')}devient {words}"
        elif piece.kind == ADDED:
            lines.append(f"{words} est ajouté")
    return lines


def _rejected(mail: Mail) -> Words | None:
    story = mail.event.story
    decision = story.decisions.filter(outcome=Decision.Outcome.REJECT).last()
    if story.state != Story.State.REJECTED or decision is None:
        return None
    return {
        **_to_author(mail),
        "reason": decision.get_reason_display(),
        **_decided(decision),
    }


def _decided(decision: Decision | None) -> Words:
    """What the author is told, and the moderator's own word."""
    return {"told": decision.told, "message": decision.message} if decision else {}


def _unpublished(mail: Mail) -> Words:
    return {**_to_author(mail), "reason": mail.event.story.public_reason}


def _waiting(mail: Mail) -> Words | None:
    """What every message has that asks the author for something; None once they answered or withdrew."""
    story = mail.event.story
    if story.state != Story.State.AWAITING_AUTHOR:
        return None
    return {
        **_to_author(mail),
        **_decided(story.decisions.last()),
        "since": story.awaiting_since,
        "answer": _link("workflow:to_author", story.pk),
    }


def _proposed(mail: Mail) -> Words | None:
    words, proposal = _waiting(mail), mail.event.story.proposals.last()
    return {**words, "count": proposal.changes.count()} if words and proposal else None


def _asked(mail: Mail) -> Words | None:
    words, question = _waiting(mail), mail.event.story.questions.last()
    return {**words, "question": question.text} if words and question else None


def _reminded(mail: Mail) -> Words | None:
    words = _waiting(mail)
    return {**words, "last": mail.event.story.reminded >= REMINDERS} if words else None


def _answered_back(mail: Mail) -> Words | None:
    routing = mail.event.routing
    if routing is None or not routing.story.is_public:
        return None
    verdict = AnswerVerdict.objects.filter(event=mail.event).first()
    return {
        **_to_author(mail),
        "service": str(routing.structure),
        "reason": verdict.reason if verdict else "",
        "answer": routing.reply.answer_back.text,
    }


def _replied(mail: Mail) -> Words | None:
    routing = mail.event.routing
    if routing is None or routing.state != Routing.State.ANSWERED:
        return None
    return {**_to_author(mail), "service": str(routing.structure), "reply": routing.reply}


def _to_administration(mail: Mail, page: str, states: set[str]) -> Words | None:
    """All that an administration's mail may hold; None once the story or the routing has moved on."""
    routing, story = _routing(mail), mail.event.story
    if routing is None or story.state != Story.State.PUBLISHED or routing.state not in states:
        return None
    return {
        "title": story.title,
        "feeling": story.get_feeling_display(),
        "service": str(routing.structure),
        "link": _link(page, routing.pk),
    }


def _routed(mail: Mail) -> Words | None:
    return _to_administration(mail, "workflow:desk", {Routing.State.TO_ANSWER, Routing.State.DRAFTING})


def _to_validate(mail: Mail) -> Words | None:
    return _to_administration(mail, "workflow:judge", {Routing.State.TO_VALIDATE})


KINDS = {
    "received": Kind("Nous avons bien reçu votre expérience", _received),
    "published": Kind("Votre expérience est publiée", _published),
    "corrected": Kind("Votre expérience est publiée, avec des corrections", _corrected),
    "rejected": Kind("Votre expérience n'est pas publiée", _rejected),
    "proposed": Kind("Votre expérience\u00a0: nous vous proposons une autre rédaction", _proposed),
    "asked": Kind("Votre expérience\u00a0: une question avant de la publier", _asked),
    "reminded": Kind("Votre expérience attend votre réponse", _reminded),
    "unanswered": Kind("Votre expérience est classée, faute de réponse", _to_author),
    "agreed": Kind("Votre expérience est publiée, comme convenu", _published),
    "republished": Kind("Votre expérience est de nouveau en ligne", _published),
    "amended": Kind("Le texte de votre expérience a été corrigé", _amended),
    "answer_published": Kind("Votre suite est en ligne", _answered_back),
    "answer_rejected": Kind("Votre suite n'est pas publiée", _answered_back),
    "unpublished": Kind("Votre expérience n'est plus en ligne", _unpublished),
    "replied": Kind("Une réponse à votre expérience ({service})", _replied),
    "routed": Kind("Une expérience à lire ({service}) : {title}", _routed),
    "to_validate": Kind("Une réponse à valider ({service}) : {title}", _to_validate),
}
