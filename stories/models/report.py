"""What readers say is wrong with published text."""

from django.db import models
from django.db.models.functions import Now

from stories.models.story import Story


class Report(models.Model):
    """A reader points at published text. All that are open on one story are one item to claim."""

    class Reason(models.TextChoices):
        NAMES = "names", "une personne est reconnaissable"
        ABUSIVE = "abusive", "des injures ou des menaces"
        UNLAWFUL = "unlawful", "contraire à la loi"
        FALSE = "false", "un faux récit"
        OTHER = "other", "autre chose"

    story = models.ForeignKey(Story, models.PROTECT, related_name="reports")
    reason = models.CharField(max_length=40, choices=Reason)
    word = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["story"], condition=models.Q(closed_at__isnull=True), name="report_open")
        ]
