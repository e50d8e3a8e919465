"""The record of every move: append-only, and without a word that somebody wrote."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from stories.models import Routing, Story


class Event(models.Model):
    """One move, recorded in its own transaction. Ids only: never text, never names.

    Append-only: a trigger refuses UPDATE and DELETE.
    """

    at = models.DateTimeField(db_default=Now())
    effective_at = models.DateTimeField(db_default=Now())
    action = models.CharField(max_length=24)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    story = models.ForeignKey(Story, models.PROTECT, related_name="events")
    routing = models.ForeignKey(Routing, models.PROTECT, null=True, related_name="events")
    from_state = models.CharField(max_length=16)
    to_state = models.CharField(max_length=16)
    version = models.PositiveIntegerField()
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        indexes = [
            # The last stories somebody took: are they hard ones, in a row?
            models.Index(
                fields=["actor", "-id"], condition=models.Q(action="claim_moderate"), name="event_taken"
            )
        ]


class Remark(models.Model):
    """The words that go with an event (why something was taken over): events hold ids only."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="remark")
    text = models.TextField()
