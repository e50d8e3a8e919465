"""How moderators read: what they pass, how they keep their queues, and the silent second readings."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from stories.models import Story
from workflow.models.decisions import Decision, RejectionReason


class Pass(models.Model):
    """A story somebody would rather leave to a colleague: « Suivant » does not bring it back to them."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="passes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "story"], name="passed_once")]


class QueueView(models.Model):
    """How one person likes a queue: its filters and its order, kept from one day to the next."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    queue = models.CharField(max_length=16)
    filters = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "queue"], name="queue_view_once")]


class Calibration(models.Model):
    """A decided story read a second time, blind: an opinion is stored, nothing moves."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="calibration")
    story = models.ForeignKey(Story, models.PROTECT, related_name="calibrations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=9, choices=Decision.Outcome, blank=True)
    reason = models.CharField(max_length=16, choices=RejectionReason, blank=True)
    drawn_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)
