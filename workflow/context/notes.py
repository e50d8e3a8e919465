"""What moderators write beside a story, that nobody else reads: what it is about, and notes to each other."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef

from directory.models import Procedure, User
from stories.models import Story
from workflow.decisions.words import check_storable, is_blank
from workflow.models import Event, InternalComment, Notification
from workflow.notifications.notify import notify
from workflow.spine.instant import now
from workflow.spine.moves import Outcome, hold, move
from workflow.spine.refusals import Invalid
from workflow.spine.story_way import ANNOTATE, NOTE

MAX_NOTE = 2000
MAX_TAGS, MAX_TAG = 10, 40
WORST = 5


def annotate(
    story_id: int,
    *,
    by: User,
    version: int | str | None,
    key: str | None,
    criticality: int | None,
    tags: Sequence[str],
    procedure: int | None,
    urgent: bool,
    difficult: bool,
) -> Outcome:
    """What the story is about and how serious the most serious thing in it is; never public."""

    def body(story: Story) -> dict[str, object]:
        words = list(dict.fromkeys(" ".join(tag.split()).lower() for tag in tags if tag.strip()))
        if len(words) > MAX_TAGS or any(len(word) > MAX_TAG for word in words):
            raise Invalid(f"{MAX_TAGS} étiquettes au plus, de {MAX_TAG} caractères au plus.", "tags")
        check_storable(tags=" ".join(words))
        if criticality is not None and not 0 <= criticality <= WORST:
            raise Invalid(f"La criticité va de 0 à {WORST}.", "criticality")
        if procedure is not None and not Procedure.objects.filter(pk=procedure).exists():
            raise Invalid("Cette démarche n'existe pas.", "procedure")
        story.criticality, story.tags, story.procedure_id = criticality, words, procedure
        story.urgent, story.difficult = urgent, difficult
        return {"criticality": criticality, "urgent": urgent, "difficult": difficult}

    return move(ANNOTATE, story_id, body, by=by, version=version, key=key)


def note(story_id: int, *, by: User, key: str | None, text: str, asks: bool = False) -> Outcome:
    """A word among moderators, whatever they wrote meanwhile; ``asks``: a colleague's opinion is wanted.

    Whoever asked for an opinion and had none yet from a colleague is told.
    """
    if is_blank(text):
        raise Invalid("Écrivez votre note.", "note")
    if len(text) > MAX_NOTE:
        raise Invalid(f"La note dépasse {MAX_NOTE} caractères.", "note")
    check_storable(note=text)
    waiting: list[int] = []

    def body(story: Story) -> dict[str, int]:
        waiting[:] = _who_wait_for_an_opinion(story, by)
        written = InternalComment.objects.create(story=story, by=by, text=text.strip(), asks=asks, at=now())
        return {"note": written.pk}

    def after(_: Story, event: Event) -> None:
        notify(event, waiting, Notification.Kind.OPINION)

    with transaction.atomic():
        seen = hold(NOTE, story_id, by=by)
        return move(NOTE, story_id, body, after, by=by, version=seen.version, key=key)


def _who_wait_for_an_opinion(story: Story, colleague: User) -> list[int]:
    notes = InternalComment.objects.filter(story=story, structure=None)
    answers = notes.filter(pk__gt=OuterRef("pk")).exclude(by=OuterRef("by"))
    asked = notes.filter(asks=True).exclude(by=colleague).exclude(Exists(answers))
    return list(asked.values_list("by", flat=True))
