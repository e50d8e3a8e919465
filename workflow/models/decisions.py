"""What moderators decide, with the words and the written guide they decide by."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from stories.models import Story
from workflow.models.events import Event


class RejectionReason(models.TextChoices):
    OFF_TOPIC = "off_topic", "hors sujet"
    PERSONAL_CASE = "personal_case", "histoire personnelle ou réclamation individuelle"
    NO_EXPERIENCE = "no_experience", "ne raconte pas d'expérience"
    ABUSIVE = "abusive", "injures"
    NAMES_AGENT = "names_agent", "met en cause un agent nommément"
    DUPLICATE = "duplicate", "déjà racontée"
    UNLAWFUL = "unlawful", "contraire à la loi"


class Decision(models.Model):
    """What a moderator decided, in the words its author reads."""

    class Outcome(models.TextChoices):
        PUBLISH = "publish", "publiée telle quelle"
        CORRECT = "correct", "publiée après correction"
        REWRITE = "rewrite", "réécriture proposée"
        ASK = "ask", "question posée à l'auteur"
        REJECT = "reject", "non publiée"
        ESCALATE = "escalate", "transmise en seconde lecture"
        UNPUBLISH = "unpublish", "dépubliée"
        REPUBLISH = "republish", "republiée"
        AMEND = "amend", "texte publié corrigé"
        DISMISS = "dismiss", "signalements classés"

    # By which a story appears at once, and all by which it may come to appear.
    PUBLISHES = (Outcome.PUBLISH, Outcome.CORRECT)
    LEADS_TO_PUBLICATION = (*PUBLISHES, Outcome.REWRITE)

    story = models.ForeignKey(Story, models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=9, choices=Outcome)
    reason = models.CharField(max_length=16, choices=RejectionReason, blank=True)
    # What the author was told: the text in use that day, and the moderator's own word.
    told = models.TextField(blank=True)
    message = models.TextField("message à l'auteur", blank=True)
    # Where it is to be addressed once the decision takes effect.
    structures = ArrayField(models.BigIntegerField(), default=list, blank=True)
    # Why something that looks like a personal detail may stay in what is published.
    override = models.TextField(blank=True)
    guide = models.ForeignKey("Guide", models.PROTECT, null=True, related_name="+")
    event = models.OneToOneField(Event, models.PROTECT, null=True, related_name="decision")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]


class MessageTemplate(models.Model):
    """A version of what an author is told for an outcome and a reason; the newest one is used.

    Until moderators write one, workflow/guidance/told.py has the words.
    """

    outcome = models.CharField(max_length=9, choices=Decision.Outcome)
    reason = models.CharField(max_length=16, choices=RejectionReason, blank=True)
    version = models.PositiveIntegerField()
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["outcome", "reason", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["outcome", "reason", "version"], name="template_version")
        ]


class Guide(models.Model):
    """A version of the written guide to the cases; each decision keeps the one it was taken by."""

    version = models.PositiveIntegerField(unique=True)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["version"]
