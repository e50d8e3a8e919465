"""Keeping what was decided, and telling the author."""

from collections.abc import Iterable

from django.db.models import Subquery

from stories.models import Story
from workflow.decisions.routing import addressable
from workflow.decisions.words import check_storable
from workflow.guidance.told import FIRST_TEXTS, texts_in_use, told
from workflow.models import Decision, Event, Guide, Notification
from workflow.notifications.mails import owe_author
from workflow.notifications.notify import notify
from workflow.notifications.tasks import send_mails
from workflow.spine.instant import now

TOLD = {outcome for outcome, _ in FIRST_TEXTS}


def decide(
    story: Story,
    event: Event,
    outcome: Decision.Outcome,
    *,
    reason: str = "",
    message: str = "",
    structures: Iterable[int] = (),
    override: str = "",
    texts: int | None = None,
) -> Decision:
    """Keep what was decided, by which version of the guide, and the words its author will read.

    ``texts`` is the stamp of those that the moderator was shown (messages.texts_in_use).
    """
    assert event.actor is not None
    check_storable(message=message, override=override)
    houses = addressable(structures, story, event.actor) if outcome in Decision.PUBLISHES else []
    newest_guide = Guide.objects.order_by("-version").values("pk")[:1]
    return Decision.objects.create(
        story=story,
        outcome=outcome,
        reason=reason,
        told=told(texts_in_use(texts), outcome, story, reason) if outcome in TOLD else "",
        message=message.strip(),
        structures=[house.pk for house in houses],
        override=override.strip(),
        guide_id=Subquery(newest_guide),
        event=event,
        by=event.actor,
        at=now(),
    )


def tell_author(story: Story, event: Event, kind: Notification.Kind, mail: str) -> None:
    """In the app and by e-mail; by e-mail alone of what they did themselves."""
    if event.actor_id == story.author_id:
        owe_author(event, mail)
    else:
        notify(event, [story.author_id], kind, mail)
        send_mails.enqueue(event.pk)
