"""From a decision to what the world learns of it: at once, or seconds later unless it is undone meanwhile."""

from datetime import timedelta

from django.conf import settings
from django.tasks import task

from stories.models import Story
from workflow.decisions.calibrating import draw_calibration
from workflow.decisions.deciding import tell_author
from workflow.decisions.routing import route
from workflow.models import Decision, Event, Notification
from workflow.spine.instant import now
from workflow.spine.moves import by_clock
from workflow.spine.refusals import TooLate
from workflow.spine.story_way import TAKE_EFFECT


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


def take_effect(story_id: int) -> bool:
    """Carry a decision out if its time has come; False when there was nothing to do. For the worker."""

    def body(story: Story) -> None:
        if story.in_effect or story.effective_at is None or story.effective_at > now():
            raise TooLate()
        story.in_effect = True
        _stamp_effect(story)

    def after(story: Story, event: Event) -> None:
        carry_out_decision(story, story.decisions.latest("pk"), event)

    try:
        by_clock(TAKE_EFFECT, story_id, body, after)
    except TooLate:
        return False
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
    if decision.outcome in Decision.PUBLISHES:
        shown = story.texts.filter(title=story.title, text=story.text).latest("pk")
        story.texts.filter(pk=shown.pk).update(public_at=now())
        route(story, decision.structures, event)
        mail = "published" if decision.outcome == Decision.Outcome.PUBLISH else "corrected"
        tell_author(story, event, Notification.Kind.PUBLISHED, mail)
    else:
        tell_author(story, event, Notification.Kind.REJECTED, "rejected")
    draw_calibration(decision)
