"""Which decisions are read a second time, blind, so that moderators may see how far they agree."""

from random import random

from django.conf import settings

from workflow.models import Calibration, Decision


def draw_calibration(decision: Decision) -> None:
    """Put this decision into the second readings, as often as the setting says."""
    if random() < settings.CALIBRATION_SHARE:
        Calibration.objects.create(decision=decision, story_id=decision.story_id)
