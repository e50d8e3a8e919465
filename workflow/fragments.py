"""What is live of all rooms: live/ imports this page when Django starts."""

from workflow.after_publication import fragments as after_publication
from workflow.answers_back import fragments as answers_back
from workflow.calibration import fragments as calibration
from workflow.moderation import fragments as moderation
from workflow.notifications import fragments as notifications
from workflow.queues import fragments as queues
from workflow.replies import fragments as replies

__all__ = [
    "after_publication",
    "answers_back",
    "calibration",
    "moderation",
    "notifications",
    "queues",
    "replies",
]
