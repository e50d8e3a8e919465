"""What an author is told of their answer to a reply."""

from workflow.models import AnswerVerdict, Mail
from workflow.notifications.kinds import MailWords, register_mail
from workflow.notifications.words import to_author


def _answered_back(mail: Mail) -> MailWords | None:
    routing = mail.event.routing
    if routing is None or not routing.story.is_public:
        return None
    verdict = AnswerVerdict.objects.filter(event=mail.event).first()
    return {
        **to_author(mail),
        "service": str(routing.structure),
        "reason": verdict.reason if verdict else "",
        "answer": routing.reply.answer_back.text,
    }


register_mail("answers_back", "answer_published", "Votre suite est en ligne", _answered_back)
register_mail("answers_back", "answer_rejected", "Votre suite n'est pas publiée", _answered_back)
