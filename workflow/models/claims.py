"""Who holds which work step, and which press of a button was answered how."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Step(models.TextChoices):
    """The work steps a person can hold; the item is a story or, for replies and their sequels, a routing."""

    MODERATE = "moderate", "lecture"
    DRAFT = "draft", "rédaction"
    VALIDATE = "validate", "validation"
    CALIBRATE = "calibrate", "lecture d'étalonnage"
    REPORT = "report", "signalement"
    ANSWER = "answer", "suite de l'auteur"


class Claim(models.Model):
    """A lease on one work step of one item, held by one person in one tab.

    Kept tiny: no index on the expiry, so that renewing stays a HOT update (MEASURED.md). ``slot`` makes the
    database itself enforce the cap per person.
    """

    pk = models.CompositePrimaryKey("step", "item_id")
    step = models.CharField(max_length=9, choices=Step)
    item_id = models.BigIntegerField()
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    slot = models.PositiveSmallIntegerField()
    tab = models.UUIDField()
    claimed_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    active_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["holder", "slot"], name="claim_cap"),
            models.CheckConstraint(
                condition=models.Q(slot__range=(1, settings.CLAIMS_PER_PERSON)), name="claim_slot"
            ),
        ]


class KeyedRequest(models.Model):
    """An idempotency key: the same press of a button acts once, and is answered the same."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    verb = models.CharField(max_length=24)
    item_id = models.BigIntegerField()
    key = models.CharField(max_length=64)
    outcome = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "verb", "item_id", "key"], name="key_once")]
