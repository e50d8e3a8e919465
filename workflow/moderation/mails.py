"""Seniors are told of a story that waits for a second reading."""

from workflow.models import Notification
from workflow.notifications.kinds import register_notice, to_story

register_notice(Notification.Kind.ESCALATED, to_story("workflow:bench"))
