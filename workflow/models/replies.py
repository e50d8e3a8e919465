"""The working copies of replies, and what is said among colleagues about them."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from directory.models import Structure
from stories.models import Reply, Routing, Story
from workflow.models.claims import Step
from workflow.models.events import Event


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


class AnswerVerdict(models.Model):
    """A moderator refused an author's answer to a reply, or corrected it.

    ``text`` is what the author had written, never public; ``reason`` what they were told.
    """

    event = models.OneToOneField(Event, models.PROTECT, related_name="answer_verdict")
    text = models.TextField()
    reason = models.CharField(max_length=1000)

    class Meta:
        ordering = ["id"]


class PrivateCopy(models.Model):
    """What somebody typed for a decision that is not made; theirs alone to read.

    ``fields`` are those of the page while it is being typed (id → text), about the words stamped ``base``;
    None once the item went elsewhere, and ``text`` is all there is to read.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    step = models.CharField(max_length=9, choices=Step)
    item_id = models.BigIntegerField()
    text = models.TextField()
    fields = models.JSONField(null=True)
    base = models.CharField(max_length=16, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["person", "step", "item_id"], name="private_copy_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "step", "item_id"],
                condition=models.Q(fields__isnull=False),
                name="being_typed_once",
            )
        ]


class InternalComment(models.Model):
    """A word among the structures concerned and steering; never public."""

    story = models.ForeignKey(Story, models.PROTECT, related_name="internal_comments")
    structure = models.ForeignKey(Structure, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField()
    asks = models.BooleanField("un avis est demandé", default=False)
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
