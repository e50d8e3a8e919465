"""Whom a lease was taken over from is told, and led back to the workbench."""

from workflow.models import Notification
from workflow.notifications.kinds import register_notice, to_routing, to_story


def _bench(notification: Notification) -> str:
    to = to_routing("workflow:desk") if notification.routing_id else to_story("workflow:bench")
    return to(notification)


register_notice(Notification.Kind.TAKEN_OVER, _bench)
