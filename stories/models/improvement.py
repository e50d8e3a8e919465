"""What a structure changes because of what it was told."""

from django.db import models
from django.db.models.functions import Now

from directory.models import Structure
from stories.models.story import Story


class Improvement(models.Model):
    """What a structure changes because of what it was told."""

    class State(models.TextChoices):
        PLANNED = "planned", "prévue"
        UNDER_WAY = "under_way", "en cours"
        DONE = "done", "faite"

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="improvements")
    title = models.CharField(max_length=200)
    change = models.TextField("ce qui change")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    due_on = models.DateField()
    evidence = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())
    stories = models.ManyToManyField(Story, related_name="improvements")
