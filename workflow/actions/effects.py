"""From a decision to what the world learns of it: at once, or seconds later unless it is undone meanwhile."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Subquery
from django.tasks import task

from directory.models import User
from stories.models import Story, StoryText
from workflow import claims, mails, notifications
from workflow.actions.claims import HandsFull, with_free_hands
from workflow.actions.routing import addressable, route
from workflow.actions.words import check_storable
from workflow.calibration import draw_calibration
from workflow.messages import FIRST_TEXTS, texts_in_use, told
from workflow.models import Decision, Event, Guide, Notification, PrivateCopy, Step
from workflow.moves import Outcome, look, move, now
from workflow.refusals import NotAllowed, TooLate
from workflow.tasks import send_mails
from workflow.transitions import TAKE_EFFECT, UNDO

TOLD = {outcome for outcome, _ in FIRST_TEXTS}
PUBLISHING = {Decision.Outcome.PUBLISH, Decision.Outcome.CORRECT}


def decide(
    story: Story,
    event: Event,
    outcome: Decision.Outcome,
    *,
    reason: str = "",
    message: str = "",
    structures: Iterable[int] = (),
    override: str = "",
    texts: int | None = None,
) -> Decision:
    """Keep what was decided, by which version of the guide, and the words its author will read.

    ``texts`` is the stamp of those that the moderator was shown (messages.texts_in_use).
    """
    assert event.actor is not None
    check_storable(message=message, override=override)
    houses = addressable(structures, story, event.actor) if outcome in PUBLISHING else []
    newest_guide = Guide.objects.order_by("-version").values("pk")[:1]
    return Decision.objects.create(
        story=story,
        outcome=outcome,
        reason=reason,
        told=told(texts_in_use(texts), outcome, story, reason) if outcome in TOLD else "",
        message=message.strip(),
        structures=[house.pk for house in houses],
        override=override.strip(),
        guide_id=Subquery(newest_guide),
        event=event,
        by=event.actor,
        at=now(),
    )


def tell_author(story: Story, event: Event, kind: Notification.Kind, mail: str) -> None:
    """In the app and by e-mail; by e-mail alone of what they did themselves."""
    if event.actor_id == story.author_id:
        mails.owe_author(event, mail)
    else:
        notifications.notify(event, [story.author_id], kind, mail)
        send_mails.enqueue(event.pk)


def decide_at_once_or_later(story: Story) -> None:
    """Stamp a decision; it can be undone for UNDO_SECONDS."""
    story.decided_at = now()
    story.effective_at = now() + timedelta(seconds=settings.UNDO_SECONDS)
    story.in_effect = settings.UNDO_SECONDS == 0
    if story.in_effect:
        _stamp_effect(story)


def _stamp_effect(story: Story) -> None:
    story.kept_for = story.kept_until = None
    if story.state == Story.State.PUBLISHED:
        story.published_at = now()


def carry_out_or_wait(story: Story, decision: Decision, event: Event) -> None:
    """Now, where nothing can be undone; else by the worker, and by the clock should the worker's task be lost."""
    if story.in_effect:
        carry_out_decision(story, decision, event)
    else:
        carry_out.using(run_after=story.effective_at).enqueue(story.pk)


def undo(story_id: int, *, by: User, version: int | str | None, key: str | None) -> Outcome:
    """Take back one's own decision before it takes effect; nobody outside the desks has seen it.

    The story is theirs again, in ``outcome.detail["tab"]``, if their hands are free; a corrected text is
    kept as their private copy.
    """

    def take_back(story: Story) -> None:
        decision = story.decisions.latest("pk")
        if story.in_effect or story.effective_at is None or story.effective_at <= now():
            raise TooLate("Cette décision a déjà pris effet.", state=story.get_state_display())
        if decision.by_id != by.pk:
            raise NotAllowed("Seule la personne qui a décidé peut annuler.")
        if decision.outcome == Decision.Outcome.CORRECT:
            _take_words_back(story, by)
        Decision.objects.filter(pk=decision.pk).update(undone_at=now())
        story.in_effect = True
        story.decided_at = story.effective_at = None

    def take_back_and_hold(story: Story) -> dict[str, str]:
        take_back(story)
        tab = uuid4()
        if not claims.hold(Step.MODERATE, story.pk, by.pk, tab, now()):
            raise HandsFull()
        return {"tab": str(tab)}

    try:
        return with_free_hands(
            by, lambda: move(UNDO, story_id, take_back_and_hold, by=by, version=version, key=key)
        )
    except HandsFull:
        return move(UNDO, story_id, take_back, by=by, version=version, key=key)


def _take_words_back(story: Story, by: User) -> None:
    """The words before the correction; the corrected ones stay with whoever typed them."""
    before = story.texts.exclude(kind=StoryText.Kind.CORRECTED).latest("pk")
    typed = story.text if story.title == before.title else f"{story.title}\n\n{story.text}"
    PrivateCopy.objects.create(person=by, step=Step.MODERATE, item_id=story.pk, text=typed)
    story.title, story.text = before.title, before.text


def take_effect(story_id: int) -> bool:
    """Carry a decision out if its time has come; False when there was nothing to do. For the worker."""
    with transaction.atomic():
        story = look(TAKE_EFFECT, story_id, lock=True)
        assert isinstance(story, Story)
        if story.in_effect or story.effective_at is None or story.effective_at > now():
            return False

        def body(story: Story) -> None:
            story.in_effect = True
            _stamp_effect(story)

        def after(story: Story, event: Event) -> None:
            carry_out_decision(story, story.decisions.latest("pk"), event)

        move(TAKE_EFFECT, story_id, body, after, by=None, version=story.version, key="its time has come")
    return True


@task
def carry_out(story_id: int) -> None:
    """Carry a decision out once nobody can undo it any more: harmless to run twice, or twice at once."""
    take_effect(story_id)


def take_due_effects() -> int:
    """Every decision whose time has come, even if the task that should have done it was lost."""
    due = Story.objects.filter(in_effect=False, effective_at__lte=now()).order_by("effective_at", "pk")
    carried_out, failures = 0, []
    for pk in due.values_list("pk", flat=True):
        try:
            carried_out += take_effect(pk)
        except Exception as failure:
            # One decision that cannot be carried out must not keep the others waiting.
            failures.append(failure)
    if failures:
        raise ExceptionGroup("decisions that could not be carried out", failures)
    return carried_out


def carry_out_decision(story: Story, decision: Decision, event: Event) -> None:
    """What the world outside the desks learns: the public page, the structures, the author."""
    if decision.outcome in PUBLISHING:
        shown = story.texts.filter(title=story.title, text=story.text).latest("pk")
        story.texts.filter(pk=shown.pk).update(public_at=now())
        route(story, decision.structures, event)
        mail = "published" if decision.outcome == Decision.Outcome.PUBLISH else "corrected"
        tell_author(story, event, Notification.Kind.PUBLISHED, mail)
    else:
        tell_author(story, event, Notification.Kind.REJECTED, "rejected")
    draw_calibration(decision)
