"""The words that mails may hold: an author's own, or the little an administration is told of a story."""

from django.conf import settings
from django.urls import reverse

from stories.models import Story
from workflow.models import Decision, Mail
from workflow.notifications.kinds import MailWords, routing_of


def link(name: str, *args: int) -> str:
    """The whole address of a page."""
    return settings.SITE_URL + reverse(name, args=args)


def to_author(mail: Mail) -> MailWords:
    """What every mail to an author has."""
    story = mail.event.story
    return {
        "pseudonym": story.pseudonym,
        "title": story.title,
        "link": link("stories:story", story.pk),
        "mine": link("stories:mine"),
    }


def of_decision(decision: Decision | None) -> MailWords:
    """What the author is told of it, and the moderator's own word."""
    return {"told": decision.told, "message": decision.message} if decision else {}


def to_administration(mail: Mail, page: str, states: set[str]) -> MailWords | None:
    """All that an administration's mail may hold; None once the story or the routing has moved on."""
    routing, story = routing_of(mail), mail.event.story
    if routing is None or story.state != Story.State.PUBLISHED or routing.state not in states:
        return None
    return {
        "title": story.title,
        "feeling": story.get_feeling_display(),
        "service": str(routing.structure),
        "link": link(page, routing.pk),
    }
