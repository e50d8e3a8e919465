"""The workbench of a story: the text to read, and all that deciding needs."""

from directory.picker import Picker, structure_picker
from stories.models import Story, StoryText
from stories.texts.difference import Piece, difference
from workflow.claims.holding import copies_of, holding
from workflow.claims.kept import typed_before, words_read
from workflow.guidance.told import Texts, texts_in_use, told
from workflow.models import Decision, RejectionReason, Step
from workflow.queues.rows import BenchStory
from workflow.spine.audiences import moderate_audience
from workflow.spine.leases import lease_of
from workflow.spine.refusals import NotSeen
from workflow.workbench.presses import SignedIn


def story_workbench(request: SignedIn, story: BenchStory | None, texts: int) -> dict[str, object]:
    """What the middle and the right of the desk show of one of ``queues.rows.stories_to_read``, or NotSeen.

    ``texts``: the stamp of those in use. Nothing is told of a story to who reads it again for calibration.
    """
    if story is None or not moderate_audience(request.user.viewer, story):
        raise NotSeen()
    if story.read_blind:
        return {"blind": story.pk}
    held = holding(request, lease_of(story))
    here = bool(held["here"]) and story.state == Story.State.SUBMITTED
    return {
        "story": story,
        **held,
        "here": here,
        "typed": {"title": story.title, "text": story.text} | request.POST.dict(),
        "changes": _what_moderation_changed(story),
        **typed_before(
            copies_of(request, Step.MODERATE, story.pk) if story.has_copies else [],
            words_read(story.title, story.text) if here else "",
        ),
        "goes_on": request.COOKIES.get("then") != "stay",
        **(_to_decide(request, story, texts_in_use(texts)) if here else {}),
        **_from_its_author(story),
    }


def _to_decide(request: SignedIn, story: Story, texts: Texts) -> dict[str, object]:
    words: dict[str, object] = {str(outcome): told(texts, outcome, story) for outcome in Decision.Outcome}
    reasons = [
        (reason.value, reason.label, told(texts, Decision.Outcome.REJECT, story, reason))
        for reason in RejectionReason
    ]
    return {
        "picker": _routing_picker(request, story),
        "told": words | {"reasons": reasons},
        "texts": texts.stamp,
    }


def _from_its_author(story: BenchStory) -> dict[str, object]:
    """What was asked of its author, and answered; nothing is asked of the database for most stories."""
    if not story.was_asked:
        return {}
    return {
        "questions": story.questions.select_related("by"),
        "proposals": story.proposals.select_related("by").prefetch_related("changes"),
    }


def _what_moderation_changed(story: Story) -> list[Piece] | None:
    corrected = story.state == Story.State.PUBLISHED and story.decisions.all()[:1]
    if not corrected or corrected[0].outcome != Decision.Outcome.CORRECT:
        return None
    original = story.texts.filter(kind__in=StoryText.OWN_WORDS).latest("pk")
    return difference(f"{original.title}\n\n{original.text}", f"{story.title}\n\n{story.text}")


def _routing_picker(request: SignedIn, story: Story) -> Picker:
    """The services its author chose, until the moderator says otherwise."""
    told = {
        service.structure_id: service.structure
        for service in story.services.all()
        if service.structure.active
    }
    return structure_picker(request.POST, initial=told, known=told)
