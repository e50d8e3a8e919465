"""What is told of a reply: to whom it is to be judged by, who wrote it, and whom it answers."""

from stories.models import Routing
from workflow.models import Mail, Notification
from workflow.notifications.kinds import MailWords, register_mail, register_notice, to_routing, to_story
from workflow.notifications.words import to_administration, to_author


def _replied(mail: Mail) -> MailWords | None:
    routing = mail.event.routing
    if routing is None or routing.state != Routing.State.ANSWERED:
        return None
    return {**to_author(mail), "service": str(routing.structure), "reply": routing.reply}


def _to_validate(mail: Mail) -> MailWords | None:
    return to_administration(mail, "workflow:judge", {Routing.State.TO_VALIDATE})


register_mail("replies", "replied", "Une réponse à votre expérience ({service})", _replied)
register_mail("replies", "to_validate", "Une réponse à valider ({service}) : {title}", _to_validate)
register_notice(Notification.Kind.REPLIED, to_story("stories:story"))
register_notice(Notification.Kind.TO_VALIDATE, to_routing("workflow:judge"))
register_notice(Notification.Kind.SENT_BACK, to_routing("workflow:desk"))
register_notice(Notification.Kind.APPROVED, to_routing("workflow:desk"))
