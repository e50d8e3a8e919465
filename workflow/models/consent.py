"""What waits for an author: a rewrite to agree to, change by change, or a question."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from stories.models import Story


class Proposal(models.Model):
    """A heavier rewrite: nothing of it is public until the author agreed to every change."""

    story = models.ForeignKey(Story, models.PROTECT, related_name="proposals")
    # What the changes are counted in: the story's words when it was proposed.
    base_title = models.CharField(max_length=150)
    base_text = models.TextField()
    title = models.CharField(max_length=150)
    text = models.TextField()
    structures = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["story"], condition=models.Q(answered_at__isnull=True), name="one_open_proposal"
            )
        ]


class ProposedChange(models.Model):
    """One run of sentences that would change, with the moderator's reason and the author's answer.

    ``start`` and ``end`` count characters of the proposal's ``base_text`` (of ``base_title`` where
    ``of_title``).
    """

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", "acceptée"
        REFUSED = "refused", "refusée"
        EDITED = "edited", "réécrite par l'auteur"

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="changes")
    of_title = models.BooleanField(default=False)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.CharField(max_length=500)
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    words = models.TextField("ce que l'auteur écrit à la place", blank=True)

    class Meta:
        ordering = ["id"]


class Question(models.Model):
    """What a moderator asks an author before deciding."""

    story = models.ForeignKey(Story, models.PROTECT, related_name="questions")
    text = models.TextField()
    answer = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
