"""What is told while a story waits for its author, and once they answered or did not."""

from stories.models import Story
from workflow.consent.reminders import REMINDERS
from workflow.decisions.mails import published
from workflow.models import Mail, Notification
from workflow.notifications.kinds import MailWords, register_mail, register_notice, to_story
from workflow.notifications.words import link, of_decision, to_author


def _waiting(mail: Mail) -> MailWords | None:
    """What every message has that asks the author for something; None once they answered or withdrew."""
    story = mail.event.story
    if story.state != Story.State.AWAITING_AUTHOR:
        return None
    return {
        **to_author(mail),
        **of_decision(story.decisions.last()),
        "since": story.awaiting_since,
        "answer": link("workflow:to_author", story.pk),
    }


def _proposed(mail: Mail) -> MailWords | None:
    words, proposal = _waiting(mail), mail.event.story.proposals.last()
    return {**words, "count": proposal.changes.count()} if words and proposal else None


def _asked(mail: Mail) -> MailWords | None:
    words, question = _waiting(mail), mail.event.story.questions.last()
    return {**words, "question": question.text} if words and question else None


def _reminded(mail: Mail) -> MailWords | None:
    words = _waiting(mail)
    return {**words, "last": mail.event.story.reminded >= len(REMINDERS)} if words else None


register_mail(
    "consent", "proposed", "Votre expérience\u00a0: nous vous proposons une autre rédaction", _proposed
)
register_mail("consent", "asked", "Votre expérience\u00a0: une question avant de la publier", _asked)
register_mail("consent", "reminded", "Votre expérience attend votre réponse", _reminded)
register_mail("consent", "unanswered", "Votre expérience est classée, faute de réponse", to_author)
register_mail("consent", "agreed", "Votre expérience est publiée, comme convenu", published)
register_notice(Notification.Kind.ASKED, to_story("workflow:to_author"))
register_notice(Notification.Kind.AUTHOR_ANSWERED, to_story("workflow:bench"))
