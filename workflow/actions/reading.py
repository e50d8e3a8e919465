"""Beside decisions: leave a story to a colleague, say what it is about, note, read a second time for calibration."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef

from directory.models import Procedure, User
from stories.models import Story
from workflow import claims, notifications
from workflow.actions.words import check_storable, is_blank
from workflow.announcements import announce
from workflow.models import (
    Calibration,
    Decision,
    Event,
    InternalComment,
    KeyedRequest,
    Notification,
    Pass,
    RejectionReason,
    Step,
)
from workflow.moves import MAX_KEY, Outcome, look, move, now
from workflow.refusals import Incomplete, Invalid, NotAllowed, NotSeen, TooLate
from workflow.rights import rights_on
from workflow.transitions import ANNOTATE, OPINE, PASS

MAX_NOTE = 2000
MAX_TAGS, MAX_TAG = 10, 40
WORST = 5
# What one can decide of a story to read.
READ_AS = {
    Decision.Outcome.PUBLISH,
    Decision.Outcome.CORRECT,
    Decision.Outcome.REWRITE,
    Decision.Outcome.ASK,
    Decision.Outcome.REJECT,
    Decision.Outcome.ESCALATE,
}


def pass_on(
    story_id: int, *, by: User, version: int | str | None, key: str | None, difficult: bool = False
) -> Outcome:
    """Leave the story to colleagues, without having to say why: « Suivant » does not bring it back.

    ``difficult`` marks it as hard to read, so that nobody is given many such in a row.
    """

    def body(story: Story) -> dict[str, bool]:
        held = claims.holder_of(Step.MODERATE, story.pk)
        if held and held.holder_id != by.pk and held.expires_at > now():
            raise TooLate(
                "Cette expérience est prise en charge par quelqu'un d'autre.",
                who=str(held.holder),
                when=held.claimed_at,
                state=story.get_state_display(),
            )
        if held and held.holder_id == by.pk:
            held.delete()
        if story.kept_for_id == by.pk:
            story.kept_for = story.kept_until = None
        story.difficult = story.difficult or difficult
        return {"difficult": difficult}

    def after(story: Story, event: Event) -> None:
        Pass.objects.get_or_create(story=story, person=by, defaults={"at": now()})

    return move(PASS, story_id, body, after, by=by, version=version, key=key)


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
            notifications.notify(event, waiting, Notification.Kind.OPINION)
    return written


def _who_wait_for_an_opinion(story: Story, colleague: User) -> list[int]:
    notes = InternalComment.objects.filter(story=story, structure=None)
    answers = notes.filter(pk__gt=OuterRef("pk")).exclude(by=OuterRef("by"))
    asked = notes.filter(asks=True).exclude(by=colleague).exclude(Exists(answers))
    return list(asked.values_list("by", flat=True))


def opine(
    story_id: int,
    *,
    by: User,
    version: int | str | None,
    key: str | None,
    tab: str,
    outcome: str,
    reason: str = "",
) -> Outcome:
    """What one would have decided, not knowing what was: stored for the agreement among moderators."""

    def body(story: Story) -> dict[str, object]:
        if outcome not in READ_AS:
            raise Invalid("Dites ce que vous auriez décidé.", "outcome")
        if outcome == Decision.Outcome.REJECT and reason not in RejectionReason:
            raise Invalid("Choisissez le motif.", "reason")
        waiting = to_calibrate(by).filter(story=story).first()
        if waiting is None:
            raise TooLate("Cette relecture est déjà faite.")
        waiting.by, waiting.outcome, waiting.read_at = by, outcome, now()
        waiting.reason = reason if outcome == Decision.Outcome.REJECT else ""
        waiting.save()
        return {"calibration": waiting.pk}

    return move(OPINE, story_id, body, by=by, version=version, key=key, tab=tab)


def to_calibrate(by: User):
    """The second readings nobody has done, of others' decisions."""
    waiting = Calibration.objects.filter(read_at=None, story__state__in=OPINE.sources)
    return waiting.exclude(decision__by=by).order_by("pk")
