"""What is told, and what the public reads. The moves between states belong to workflow/."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from directory.models import Procedure, Structure
from stories.querysets import StoryQuerySet


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
    def number_of_corrections(self) -> int:
        return sum(text.kind == StoryText.Kind.CORRECTED for text in self.texts.all())


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


class Report(models.Model):
    """A reader points at published text. All that are open on one story are one item to claim."""

    class Reason(models.TextChoices):
        NAMES = "names", "une personne est reconnaissable"
        ABUSIVE = "abusive", "des injures ou des menaces"
        UNLAWFUL = "unlawful", "contraire à la loi"
        FALSE = "false", "un faux récit"
        OTHER = "other", "autre chose"

    story = models.ForeignKey(Story, models.PROTECT, related_name="reports")
    reason = models.CharField(max_length=40, choices=Reason)
    word = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["story"], condition=models.Q(closed_at__isnull=True), name="report_open")
        ]
