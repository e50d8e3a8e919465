"""One story or routing for each column of the grids."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from directory.models import User
from stories.models import AnswerBack, Report, Routing, Story
from tests.stories_made import answer, published_story, submitted_story
from workflow.models import Calibration, Decision, DraftRevision, Proposal, ProposedChange, Question

# Columns that are more than a state.
STATE_OF = {
    "second": "submitted",
    "awaiting": "awaiting_author",
    "publishing": "published",
    "rejecting": "rejected",
}
# Longer than any test takes.
TIME_TO_UNDO = timedelta(minutes=10)
UNDOABLE = {"publishing", "rejecting"}
WAS_DECIDED = {"awaiting", "published", "rejected"}


def a_story(column: str, author: User, colleague: User, world: SimpleNamespace) -> Story:
    """A story at this step, with all that has to wait there: for its author, for a blind reading, for reports."""
    state = STATE_OF.get(column, column)
    make = published_story if column == "published" else submitted_story
    story = make(author, world.caf_gard)
    story.state = state
    if column == "draft":
        story.submitted_at = None
    elif column == "second":
        story.reading = Story.Reading.SECOND
    elif column in UNDOABLE:
        story.in_effect = False
        story.decided_at, story.effective_at = timezone.now(), timezone.now() + TIME_TO_UNDO
        _decided(story, colleague)
    story.save()
    if column in WAS_DECIDED:
        Calibration.objects.create(decision=_decided(story, colleague), story=story)
    if column == "published":
        Report.objects.create(story=story, reason=Report.Reason.NAMES)
    if column == "awaiting":
        _asked(story, colleague, world)
    return story


def _decided(story: Story, by: User) -> Decision:
    rejected = story.state == Story.State.REJECTED
    outcome, reason = (Decision.Outcome.REJECT, "off_topic") if rejected else (Decision.Outcome.PUBLISH, "")
    houses = [service.structure_id for service in story.services.all()]
    return Decision.objects.create(story=story, outcome=outcome, reason=reason, by=by, structures=houses)


def _asked(story: Story, by: User, world: SimpleNamespace) -> None:
    Question.objects.create(story=story, text="De quelle Caf parlez-vous ?", by=by)
    proposal = Proposal.objects.create(
        story=story,
        base_title=story.title,
        base_text=story.text,
        title="Dossier fermé",
        text=story.text,
        structures=[world.caf_gard.pk],
        by=by,
    )
    ProposedChange.objects.create(
        proposal=proposal,
        of_title=True,
        start=0,
        end=len(story.title),
        before=story.title,
        after="Dossier fermé",
        reason="Plus court.",
    )


def a_routing(state: str, author: User, writer: User, world: SimpleNamespace) -> Routing:
    """A routing in this state, with what was written so far; an answered one was answered back."""
    routing = published_story(author, world.caf_gard).routings.get()
    if state == Routing.State.ANSWERED:
        AnswerBack.objects.create(reply=answer(routing), text="Merci, mais mon dossier est encore fermé.")
    revision = DraftRevision(routing=routing, number=1, text="Bonjour.", status="thanks", by=writer)
    if state not in {Routing.State.TO_ANSWER, Routing.State.DRAFTING}:
        revision.submitted_at = timezone.now()
    revision.save()
    routing.state = state
    routing.save()
    if state == Routing.State.CLOSED:
        Story.objects.filter(pk=routing.story_id).update(state=Story.State.WITHDRAWN)
        routing.story.refresh_from_db()
    return routing
