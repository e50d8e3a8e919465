"""A story addressed to a structure, the reply it got, and what its author answered."""

from django.db import models
from django.db.models.functions import Now

from directory.models import Structure
from stories.models.story import Story


class Routing(models.Model):
    """One story addressed to one structure: its own state, clock and proof of delivery."""

    class State(models.TextChoices):
        TO_ANSWER = "to_answer", "à répondre"
        DRAFTING = "drafting", "en rédaction"
        TO_VALIDATE = "to_validate", "à valider"
        ANSWERED = "answered", "répondue"
        TRANSFER_ASKED = "transfer_asked", "transfert demandé"
        TRANSFERRED = "transferred", "transférée"
        CLOSED = "closed", "close"

    story = models.ForeignKey(Story, models.PROTECT, related_name="routings")
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="routings")
    # Who answers for it: the structure, else the nearest ancestor with active agents, else steering.
    holder = models.ForeignKey(Structure, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=14, choices=State, default=State.TO_ANSWER)
    version = models.PositiveIntegerField(default=1)
    previous = models.OneToOneField("self", models.PROTECT, null=True, related_name="successor")
    bounces = models.PositiveSmallIntegerField(default=0)
    routed_at = models.DateTimeField(db_default=Now())
    delivered_at = models.DateTimeField("première notification remise", null=True)
    deadline_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["story", "structure"], name="routing_once")]
        indexes = [
            models.Index(fields=["structure", "state", "routed_at"], name="routing_inbox"),
            models.Index(
                fields=["routed_at", "id"],
                condition=models.Q(state__in=["to_answer", "drafting"]),
                name="routing_open",
            ),
        ]


class Reply(models.Model):
    """A published reply: what the public reads under the story."""

    class Status(models.TextChoices):
        THANKS = "thanks", "remerciements transmis"
        INFORMATION = "information", "information donnée"
        EXAMINED = "examined", "en cours d'examen"
        PLANNED = "planned", "action prévue"
        DONE = "done", "action réalisée"

    class Rating(models.TextChoices):
        APPROPRIATE = "appropriate", "appropriée"
        NOT_APPROPRIATE = "not_appropriate", "pas appropriée"

    routing = models.OneToOneField(Routing, models.PROTECT, related_name="reply")
    greeting = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    signature = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=12, choices=Status)
    published_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)
    rating = models.CharField(max_length=16, choices=Rating, blank=True)
    rating_word = models.CharField(max_length=500, blank=True)
    rated_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-published_at"], name="reply_newest")]


class AnswerBack(models.Model):
    """The author's one answer to a reply, moderated like a story."""

    reply = models.OneToOneField(Reply, models.PROTECT, related_name="answer_back")
    text = models.TextField()
    state = models.CharField(max_length=16, choices=Story.State, default=Story.State.SUBMITTED)
    version = models.PositiveIntegerField(default=1)
    submitted_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True)
    reason = models.CharField("motif, dit à l'auteur", max_length=1000, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["submitted_at"], condition=models.Q(state="submitted"), name="answer_back_to_read"
            )
        ]
