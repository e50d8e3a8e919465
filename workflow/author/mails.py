"""What is told of a story that was handed in."""

from stories.models import Story
from workflow.models import Mail
from workflow.notifications.kinds import MailWords, register_mail
from workflow.notifications.words import to_author


def _received(mail: Mail) -> MailWords | None:
    return to_author(mail) if mail.event.story.state == Story.State.SUBMITTED else None


register_mail("author", "received", "Nous avons bien reçu votre expérience", _received)
