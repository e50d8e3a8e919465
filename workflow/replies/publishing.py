"""A reply appears under its story."""

from stories.models import Reply, Routing
from workflow.models import DraftRevision, Event, Notification
from workflow.notifications.mails import owe_author
from workflow.notifications.notify import notify
from workflow.spine.instant import now


def publish(routing: Routing, revision: DraftRevision, event: Event) -> None:
    Reply.objects.create(
        routing=routing,
        greeting=revision.greeting,
        text=revision.text,
        signature=revision.signature,
        status=revision.status,
        published_at=now(),
    )
    routing.answered_at = now()
    routing.save(update_fields=["answered_at"])
    notify(event, [routing.story.author_id], Notification.Kind.REPLIED)
    owe_author(event, "replied")
    writers = routing.revisions.values_list("by_id", flat=True)
    notify(event, writers, Notification.Kind.APPROVED)
