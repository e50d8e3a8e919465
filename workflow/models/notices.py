"""What people are told: in the app, kept until read; by e-mail, owed until sent."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from directory.models import Structure
from stories.models import Routing, Story
from workflow.models.events import Event


class Notification(models.Model):
    """One thing somebody ought to know, kept until read."""

    class Kind(models.TextChoices):
        ROUTED = "routed", "une expérience vous est adressée"
        TO_VALIDATE = "to_validate", "une réponse est à valider"
        SENT_BACK = "sent_back", "une réponse vous est renvoyée"
        APPROVED = "approved", "votre réponse est publiée"
        TAKEN_OVER = "taken_over", "votre prise en charge a été reprise"
        PUBLISHED = "published", "votre expérience est publiée"
        REJECTED = "rejected", "votre expérience n'est pas publiée"
        REPLIED = "replied", "une administration vous a répondu"
        ORPHAN = "orphan", "une expérience publiée n'a pas d'agent"
        ASKED = "asked", "un modérateur attend votre réponse"
        AUTHOR_ANSWERED = "author_back", "un auteur vous a répondu"
        ESCALATED = "escalated", "une seconde lecture est demandée"
        REPORTS_UP = "reports_up", "un signalement attend un modérateur principal"
        UNPUBLISHED = "unpublished", "votre expérience n'est plus en ligne"
        AMENDED = "amended", "le texte de votre expérience a été corrigé"
        REPUBLISHED = "republished", "votre expérience est de nouveau en ligne"
        OPINION = "opinion", "un collègue répond à votre demande d'avis"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=12, choices=Kind)
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    story = models.ForeignKey(Story, models.PROTECT, related_name="+")
    routing = models.ForeignKey(Routing, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "event"], name="notified_once")]
        indexes = [
            models.Index(
                fields=["person", "-id"],
                condition=models.Q(read_at__isnull=True),
                name="notification_unread",
            )
        ]


class Mail(models.Model):
    """One message owed to one address for one event; ``sent_at`` proves it left, once."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    structure = models.ForeignKey(Structure, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "kind", "person", "structure"],
                name="mail_once",
                nulls_distinct=False,
            )
        ]
