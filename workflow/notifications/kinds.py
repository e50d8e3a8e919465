"""Every kind of thing people are told, by e-mail or in the app: each room says its own in its ``mails``.

An e-mail is drawn at the moment it leaves, from an allow-list of words: what is written to an administration never
holds an author's account, name or e-mail.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from stories.models import Routing
from workflow.models import Mail, Notification

MailWords = dict[str, object]


@dataclass(frozen=True)
class MailKind:
    """How one kind of mail is drawn. ``words`` answers None when there is nothing left to tell."""

    name: str
    subject: str
    template: str
    words: Callable[[Mail], MailWords | None]


MAILS: dict[str, MailKind] = {}
NOTICES: dict[str, Callable[[Notification], str]] = {}


def register_mail(room: str, name: str, subject: str, words: Callable[[Mail], MailWords | None]) -> None:
    """Declare a kind of mail; its text is ``workflow/<room>/mails/<name>.txt`` among the templates."""
    if name in MAILS:
        raise ValueError(f"Two kinds of mail are called {name}.")
    MAILS[name] = MailKind(name, subject, f"workflow/{room}/mails/{name}.txt", words)


def register_notice(kind: Notification.Kind, address: Callable[[Notification], str]) -> None:
    """Declare a kind of notification, by where whoever follows it is led."""
    if kind in NOTICES:
        raise ValueError(f"Two addresses for notifications of the kind {kind}.")
    NOTICES[kind] = address


def to_page(name: str) -> Callable[[Notification], str]:
    """The address of one page for all."""
    return lambda _: reverse(name)


def to_story(name: str) -> Callable[[Notification], str]:
    """The address of a page of the notification's story."""
    return lambda notification: reverse(name, args=[notification.story_id])


def to_routing(name: str) -> Callable[[Notification], str]:
    """The address of a page of the notification's routing."""
    return lambda notification: reverse(name, args=[notification.routing_id])


def address_of(notification: Notification) -> str:
    """Where whoever follows this notification is led."""
    return NOTICES[notification.kind](notification)


def draw(mail: Mail) -> EmailMessage | None:
    """The message as it reads now, or None if nobody needs it any more."""
    address = _address(mail)
    kind = MAILS[mail.kind]
    words = kind.words(mail) if address else None
    if words is None:
        return None
    # A title is a citizen's text: on one line, whatever it holds.
    subject = " ".join(kind.subject.format(**words).split())
    body = render_to_string(kind.template, words)
    return EmailMessage(subject, body.strip() + "\n", to=[address])


def _address(mail: Mail) -> str:
    if mail.person:
        return mail.person.email or "" if mail.person.is_active else ""
    routing = routing_of(mail)
    return routing.holder.mailbox if routing and routing.holder else ""


def routing_of(mail: Mail) -> Routing | None:
    """The move's own routing, else the one by which the story reached the mail's structure."""
    return mail.event.routing or (
        mail.event.story.routings.select_related("structure", "holder")
        .filter(structure=mail.structure_id)
        .first()
    )
