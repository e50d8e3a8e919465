"""Taking back one's own decision before anybody outside the desks has seen it."""

from uuid import uuid4

from directory.models import User
from stories.models import Story, StoryText
from workflow.claims.actions import HandsFull, with_free_hands
from workflow.models import Decision, PrivateCopy, Step
from workflow.spine.instant import now
from workflow.spine.leases import take_lease
from workflow.spine.moves import Outcome, move
from workflow.spine.refusals import NotAllowed, TooLate
from workflow.spine.story_way import UNDO


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
        if not take_lease(Step.MODERATE, story.pk, by.pk, tab, now()):
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
