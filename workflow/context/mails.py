"""Whoever asked for an opinion is told that a colleague gave one."""

from workflow.models import Notification
from workflow.notifications.kinds import register_notice, to_story

register_notice(Notification.Kind.OPINION, to_story("workflow:bench"))
