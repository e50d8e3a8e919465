"""What happens to a story on its way: claims, drafts, decisions, and the record of every move."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from directory.models import Structure
from stories.models import Reply, Routing, Story


class Step(models.TextChoices):
    """The work steps a person can hold; the item is a story or, for replies, a routing."""

    MODERATE = "moderate", "lecture"
    DRAFT = "draft", "rédaction"
    VALIDATE = "validate", "validation"
    CALIBRATE = "calibrate", "seconde lecture silencieuse"


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


class Remark(models.Model):
    """The words that go with an event (why something was taken over): events hold ids only."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="remark")
    text = models.TextField()


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
        REJECT = "reject", "non publiée"

    story = models.ForeignKey(Story, models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=8, choices=Outcome)
    reason = models.CharField(max_length=16, choices=RejectionReason, blank=True)
    message = models.TextField("message à l'auteur", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]


class ReplyDraft(models.Model):
    """The structure's shared working copy of a reply, saved as it is typed."""

    routing = models.OneToOneField(Routing, models.PROTECT, related_name="draft")
    greeting = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    signature = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=12, choices=Reply.Status, default=Reply.Status.INFORMATION)
    saves = models.PositiveIntegerField(default=0)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(null=True)


class DraftRevision(models.Model):
    """An immutable version of a draft; what is submitted, judged and published is one of these."""

    routing = models.ForeignKey(Routing, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    greeting = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    signature = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=12, choices=Reply.Status)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["routing", "number"], name="revision_number")]


class Verdict(models.Model):
    """What a validator said of a submitted revision."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", "approuvée"
        EDITED = "edited", "approuvée avec modifications"
        SENT_BACK = "sent_back", "renvoyée"

    revision = models.ForeignKey(DraftRevision, models.PROTECT, related_name="verdicts")
    outcome = models.CharField(max_length=9, choices=Outcome)
    comment = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]


class PrivateCopy(models.Model):
    """Text somebody had typed when an item was taken over or decided by another."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    step = models.CharField(max_length=9, choices=Step)
    item_id = models.BigIntegerField()
    text = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["person", "step", "item_id"], name="private_copy_of")]


class InternalComment(models.Model):
    """A word among the structures concerned and steering; never public."""

    story = models.ForeignKey(Story, models.PROTECT, related_name="internal_comments")
    structure = models.ForeignKey(Structure, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]


class Transfer(models.Model):
    """ "Not ours": a routing proposed to another structure, with a reason."""

    routing = models.ForeignKey(Routing, models.PROTECT, related_name="transfers")
    to = models.ForeignKey(Structure, models.PROTECT, related_name="+")
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    accepted = models.BooleanField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)


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
