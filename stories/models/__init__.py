"""What is told, and what the public reads. The moves between states belong to workflow/."""

from stories.models.improvement import Improvement
from stories.models.report import Report
from stories.models.routing import AnswerBack, Reply, Routing
from stories.models.services import ContactMode, StoryAspect, StoryService
from stories.models.story import Feeling, Precision, Story, StoryText

__all__ = [
    "AnswerBack",
    "ContactMode",
    "Feeling",
    "Improvement",
    "Precision",
    "Reply",
    "Report",
    "Routing",
    "Story",
    "StoryAspect",
    "StoryService",
    "StoryText",
]
