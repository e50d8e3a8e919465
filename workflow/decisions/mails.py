"""What is told of a decision: to the author, and to those whom a published story is addressed to."""

from itertools import pairwise

from django.utils.text import Truncator

from stories.models import Routing, Story, StoryText
from stories.texts.difference import ADDED, REMOVED, Piece, difference
from workflow.models import Decision, Mail, Notification
from workflow.notifications.kinds import MailWords, register_mail, register_notice, to_page, to_story
from workflow.notifications.words import of_decision, to_administration, to_author


def published(mail: Mail) -> MailWords | None:
    """What every mail has that speaks of a text that is public; None once it is no more."""
    story = mail.event.story
    if story.state != Story.State.PUBLISHED:
        return None
    services = [str(routing.structure) for routing in story.routings.select_related("structure")]
    decision = story.decisions.filter(outcome__in=Decision.LEADS_TO_PUBLICATION).last()
    return {**to_author(mail), **of_decision(decision), "services": services}


def changes(before: StoryText, after: StoryText) -> list[str]:
    """What differs between two versions, a line for each run of words."""
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


def _corrected(mail: Mail) -> MailWords | None:
    words = published(mail)
    if words is None:
        return None
    texts = mail.event.story.texts.order_by("id")
    told = texts.filter(kind__in=StoryText.OWN_WORDS).last()
    shown = texts.filter(kind=StoryText.Kind.CORRECTED).last()
    assert told and shown  # both are written by the moves that led here
    return {**words, "changes": changes(told, shown), "reason": shown.reason}


def _rejected(mail: Mail) -> MailWords | None:
    story = mail.event.story
    decision = story.decisions.filter(outcome=Decision.Outcome.REJECT).last()
    if story.state != Story.State.REJECTED or decision is None:
        return None
    return {**to_author(mail), "reason": decision.get_reason_display(), **of_decision(decision)}


def _routed(mail: Mail) -> MailWords | None:
    return to_administration(mail, "workflow:desk", {Routing.State.TO_ANSWER, Routing.State.DRAFTING})


register_mail("decisions", "published", "Votre expérience est publiée", published)
register_mail("decisions", "corrected", "Votre expérience est publiée, avec des corrections", _corrected)
register_mail("decisions", "rejected", "Votre expérience n'est pas publiée", _rejected)
register_mail("decisions", "routed", "Une expérience à lire ({service}) : {title}", _routed)
register_notice(Notification.Kind.PUBLISHED, to_page("stories:mine"))
register_notice(Notification.Kind.REJECTED, to_page("stories:mine"))
register_notice(Notification.Kind.ROUTED, to_page("workflow:inbox"))
register_notice(Notification.Kind.ORPHAN, to_story("stories:story"))
