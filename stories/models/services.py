"""Which services a story is about, how they were met, and what about them."""

from django.conf import settings
from django.db import models

from directory.models import Structure
from stories.models.story import Feeling, Story


class StoryService(models.Model):
    """A service the story is about, as its author or a moderator said."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="services")
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+")
    by_moderator = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["story", "structure"], name="story_service_once")]


class ContactMode(models.Model):
    """How the person met that service, with a feeling of its own if wished."""

    class Mode(models.TextChoices):
        PHONE = "phone", "téléphone"
        ONLINE_PROCEDURE = "online_procedure", "démarche en ligne"
        ACCOUNT = "account", "compte ou espace personnel"
        WEBSITE = "website", "site internet"
        ON_SITE = "on_site", "accueil"
        MAIL = "mail", "courrier"
        EMAIL = "email", "courriel"
        CHAT = "chat", "tchat"
        VIDEO = "video", "visioconférence"
        SOCIAL = "social", "réseaux sociaux"

    service = models.ForeignKey(StoryService, models.CASCADE, related_name="contact_modes")
    mode = models.CharField(max_length=16, choices=Mode)
    feeling = models.CharField(max_length=12, choices=Feeling, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["service", "mode"], name="mode_once")]


class StoryAspect(models.Model):
    """What the story is about, and whether that was good."""

    class Aspect(models.TextChoices):
        ACCESSIBILITY = "accessibility", "accessibilité"
        INFORMATION = "information", "information"
        RELATION = "relation", "relation"
        RESPONSIVENESS = "responsiveness", "réactivité"
        SIMPLICITY = "simplicity", "simplicité"

    class Verdict(models.TextChoices):
        GOOD = "good", "bien"
        BAD = "bad", "mal"
        MIXED = "mixed", "mitigé"

    story = models.ForeignKey(Story, models.CASCADE, related_name="aspects")
    aspect = models.CharField(max_length=15, choices=Aspect)
    verdict = models.CharField(max_length=5, choices=Verdict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "aspect"], name="aspect_once")]
