"""What is told of a text that is public already: corrected, taken off the site, put back, reported."""

from stories.models import StoryText
from workflow.decisions.mails import changes, published
from workflow.models import Mail, Notification
from workflow.notifications.kinds import MailWords, register_mail, register_notice, to_page, to_story
from workflow.notifications.words import to_author


def _amended(mail: Mail) -> MailWords | None:
    words, texts = published(mail), mail.event.story.texts.order_by("id")
    shown = texts.filter(kind=StoryText.Kind.CORRECTED).last()
    if words is None or shown is None:
        return None
    public = texts.filter(pk__lt=shown.pk, public_at__isnull=False).last()
    before = public or texts.filter(kind__in=StoryText.OWN_WORDS).last()
    assert before
    return {**words, "changes": changes(before, shown), "reason": shown.reason}


def _unpublished(mail: Mail) -> MailWords:
    return {**to_author(mail), "reason": mail.event.story.public_reason}


register_mail("after_publication", "amended", "Le texte de votre expérience a été corrigé", _amended)
register_mail("after_publication", "unpublished", "Votre expérience n'est plus en ligne", _unpublished)
register_mail("after_publication", "republished", "Votre expérience est de nouveau en ligne", published)
register_notice(Notification.Kind.AMENDED, to_page("stories:mine"))
register_notice(Notification.Kind.UNPUBLISHED, to_page("stories:mine"))
register_notice(Notification.Kind.REPUBLISHED, to_page("stories:mine"))
register_notice(Notification.Kind.REPORTS_UP, to_story("workflow:report_bench"))
