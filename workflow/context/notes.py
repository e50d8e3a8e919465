"""What moderators write beside a story, that nobody else reads: what it is about, and notes to each other."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef

from directory.models import Procedure, User
from stories.models import Story
from workflow.decisions.words import check_storable, is_blank
from workflow.models import Event, InternalComment, KeyedRequest, Notification
from workflow.notifications.notify import notify
from workflow.spine.instant import now
from workflow.spine.moves import MAX_KEY, Outcome, look, move
from workflow.spine.refusals import Incomplete, Invalid, NotAllowed, NotSeen
from workflow.spine.rights import rights_on
from workflow.spine.story_way import ANNOTATE
from workflow.spine.topics import announce

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


def note(story_id: int, *, by: User, text: str, asks: bool = False, key: str = "") -> InternalComment | None:
    """A word among moderators; ``asks``: a colleague's opinion is wanted. None: this key wrote one already.

    Whoever asked for an opinion and had none yet from a colleague is told.
    """
    if key and len(key) > MAX_KEY:
        raise Incomplete()
    if is_blank(text):
        raise Invalid("Écrivez votre note.", "note")
    if len(text) > MAX_NOTE:
        raise Invalid(f"La note dépasse {MAX_NOTE} caractères.", "note")
    check_storable(note=text)
    with transaction.atomic():
        story = look(ANNOTATE, story_id, lock=True)
        assert isinstance(story, Story)
        rights = rights_on(story, by.viewer)
        if not rights:
            raise NotSeen()
        if not ANNOTATE.rights & rights:
            raise NotAllowed()
        keyed = KeyedRequest.objects.get_or_create
        if key and not keyed(person=by, verb="note", item_id=story.pk, key=key)[1]:
            return None
        waiting = _who_wait_for_an_opinion(story, by)
        story.version += 1
        story.save(update_fields=["version"])
        written = InternalComment.objects.create(story=story, by=by, text=text.strip(), asks=asks, at=now())
        announce(story)
        if waiting:
            event = Event.objects.create(
                at=written.at,
                effective_at=written.at,
                action="note",
                actor=by,
                story=story,
                from_state=story.state,
                to_state=story.state,
                version=story.version,
                detail={"note": written.pk},
            )
            notify(event, waiting, Notification.Kind.OPINION)
    return written


def _who_wait_for_an_opinion(story: Story, colleague: User) -> list[int]:
    notes = InternalComment.objects.filter(story=story, structure=None)
    answers = notes.filter(pk__gt=OuterRef("pk")).exclude(by=OuterRef("by"))
    asked = notes.filter(asks=True).exclude(by=colleague).exclude(Exists(answers))
    return list(asked.values_list("by", flat=True))
