"""One told experience, and every version of its words."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from directory.models import Procedure, Structure


class Feeling(models.TextChoices):
    POSITIVE = "positive", "positif"
    NEGATIVE = "negative", "négatif"
    NEUTRAL = "neutral", "neutre"
    UNEXPRESSED = "unexpressed", "non exprimé"


class Precision(models.TextChoices):
    """How exactly an author knows when it happened."""

    DAY = "day", "jour"
    MONTH = "month", "mois"
    YEAR = "year", "année"


class StoryQuerySet(models.QuerySet["Story"]):
    """Stories, said in DOMAIN.md's words."""

    def published(self) -> "StoryQuerySet":
        return self.filter(state="published", in_effect=True)

    def newest_first(self) -> "StoryQuerySet":
        return self.order_by("-published_at", "-pk")

    def older_than(self, published_at: datetime, pk: int) -> "StoryQuerySet":
        """The next page of ``newest_first``, whatever was published meanwhile."""
        return self.filter(
            models.Q(published_at__lt=published_at) | models.Q(published_at=published_at, pk__lt=pk),
            published_at__lte=published_at,
        )


class Story(models.Model):
    """One told experience. ``title`` and ``text`` are the current ones; StoryText keeps all."""

    class State(models.TextChoices):
        DRAFT = "draft", "brouillon"
        SUBMITTED = "submitted", "à lire"
        AWAITING_AUTHOR = "awaiting_author", "en attente de l'auteur"
        PUBLISHED = "published", "publiée"
        REJECTED = "rejected", "non publiée"
        WITHDRAWN = "withdrawn", "retirée"
        UNPUBLISHED = "unpublished", "dépubliée"

    # From which its author may take it back.
    WITHDRAWABLE = (State.DRAFT, State.SUBMITTED, State.AWAITING_AUTHOR, State.PUBLISHED, State.REJECTED)

    class Reading(models.TextChoices):
        FIRST = "first", "première lecture"
        SECOND = "second", "seconde lecture"

    class ClosedReason(models.TextChoices):
        BY_AUTHOR = "by_author", "retirée par son auteur"
        NO_ANSWER = "no_answer", "sans réponse de l'auteur"
        UNPUBLISHED = "unpublished", "dépubliée"

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="stories")
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    reading = models.CharField(max_length=6, choices=Reading, default=Reading.FIRST)
    version = models.PositiveIntegerField(default=1)

    pseudonym = models.CharField("pseudonyme", max_length=40, blank=True)
    title = models.CharField("titre", max_length=150, blank=True)
    text = models.TextField("récit", blank=True)
    feeling = models.CharField(max_length=12, choices=Feeling, default=Feeling.UNEXPRESSED)
    happened_on = models.DateField("date des faits", null=True, blank=True)
    # Of a month or a year, the date above is the first day.
    happened_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    place = models.CharField("commune ou département", max_length=120, blank=True)
    department = models.CharField(max_length=3, blank=True)
    procedure = models.ForeignKey(Procedure, models.SET_NULL, null=True, blank=True)
    other_service = models.CharField("service non trouvé dans la liste", max_length=200, blank=True)

    criticality = models.PositiveSmallIntegerField(null=True, blank=True)
    # A person may be in danger: read first. Hard to read: nobody is given many in a row.
    urgent = models.BooleanField(default=False)
    difficult = models.BooleanField(default=False)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # Persons that a language model read in its words, where one is installed; as private as the words.
    names_read = ArrayField(models.TextField(), default=list, blank=True)
    closed_reason = models.CharField(max_length=12, choices=ClosedReason, blank=True)
    public_reason = models.TextField("raison de dépublication", blank=True)

    created_at = models.DateTimeField(db_default=Now())
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    effective_at = models.DateTimeField(null=True)
    # False from a decision that can still be undone until ``effective_at``: nobody outside the desks sees it.
    in_effect = models.BooleanField(default=True)
    awaiting_since = models.DateTimeField(null=True)
    reminded = models.PositiveSmallIntegerField(default=0)
    # What an author sent back is for the same moderator first.
    kept_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kept_until = models.DateTimeField(null=True)

    structures = models.ManyToManyField(Structure, through="StoryService", related_name="stories")

    objects = StoryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(author__isnull=False),
                name="story_told_by_someone",
            ),
            models.CheckConstraint(
                condition=models.Q(criticality__isnull=True) | models.Q(criticality__lte=5),
                name="story_criticality_scale",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-urgent", "submitted_at", "id"],
                condition=models.Q(state="submitted"),
                name="story_to_read",
            ),
            models.Index(
                fields=["-published_at", "-id"],
                condition=models.Q(state="published"),
                name="story_newest",
            ),
            models.Index(fields=["author", "-created_at"], name="story_of_author"),
            models.Index(
                fields=["-decided_at", "-id"],
                condition=models.Q(state__in=["published", "rejected", "unpublished"]),
                name="story_decided",
            ),
            models.Index(
                fields=["awaiting_since", "id"],
                condition=models.Q(state="awaiting_author"),
                name="story_awaiting",
            ),
            models.Index(
                fields=["effective_at"], condition=models.Q(in_effect=False), name="story_to_take_effect"
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"récit {self.pk}"

    @property
    def is_public(self) -> bool:
        """Whether everybody can read it, now."""
        return self.state == self.State.PUBLISHED and self.in_effect

    @property
    def is_withdrawable(self) -> bool:
        """Whether its author may take it back, once they sent it."""
        return self.state in self.WITHDRAWABLE and self.state != self.State.DRAFT


class StoryText(models.Model):
    """One immutable version of a story's words. The original is never public."""

    class Kind(models.TextChoices):
        ORIGINAL = "original", "texte d'origine"
        CORRECTED = "corrected", "texte corrigé"
        REWRITTEN = "rewritten", "texte réécrit avec l'accord de l'auteur"
        RESUBMITTED = "resubmitted", "texte repris par son auteur"

    # What its author wrote, as against what moderation made of it.
    OWN_WORDS = (Kind.ORIGINAL, Kind.RESUBMITTED)

    story = models.ForeignKey(Story, models.PROTECT, related_name="texts")
    kind = models.CharField(max_length=11, choices=Kind)
    title = models.CharField(max_length=150)
    text = models.TextField()
    reason = models.TextField("pourquoi, dit à l'auteur", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    public_at = models.DateTimeField(null=True)
