"""What moderators do with a story, each with the claim it needs, as sentences a test can say."""

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from django.utils import timezone

from directory.models import Structure, User
from stories.models import Routing, Story
from tests.pressing import pressed, take
from workflow import actions
from workflow.actions import Answered
from workflow.consent.proposals import proposed_changes
from workflow.models import Proposal, ProposedChange, Step
from workflow.spine.instant import at
from workflow.spine.moves import Outcome


def later(**time: float) -> AbstractContextManager[None]:
    """As if it were so much later."""
    return at(timezone.now() + timedelta(**time))


def holding(step: Step, item: Story | Routing, by: User) -> dict[str, Any]:
    """Arguments of a verb that needs this claim, just taken."""
    tab = take(step, item, by)
    return {**pressed(item, by), "tab": tab}


def correct(story: Story, by: User, *houses: Structure, text: str, **more: Any) -> Outcome:
    words = {"title": story.title, "text": text, "reason": "Plus clair ainsi."}
    ids = [house.pk for house in houses]
    return actions.correct(story.pk, **holding(Step.MODERATE, story, by), structures=ids, **(words | more))


def reject(story: Story, by: User, reason: str = "off_topic", **more: Any) -> Outcome:
    return actions.reject(story.pk, **holding(Step.MODERATE, story, by), reason=reason, **more)


def escalate(story: Story, by: User, note: str = "Un nom y est peut-être.") -> Outcome:
    return actions.escalate(story.pk, **holding(Step.MODERATE, story, by), note=note)


def ask(story: Story, by: User, question: str = "De quelle Caf parlez-vous ?") -> Outcome:
    return actions.ask(story.pk, **holding(Step.MODERATE, story, by), question=question)


def propose(story: Story, by: User, *houses: Structure, **words: Any) -> Proposal:
    """A rewrite with a reason for each change."""
    told = Story.objects.get(pk=story.pk)
    proposed = {"title": told.title, "text": told.text} | words
    count = len(proposed_changes(told, proposed["title"], proposed["text"]))
    reasons = [f"Raison {n}." for n in range(1, count + 1)]
    actions.propose_rewrite(
        story.pk,
        **holding(Step.MODERATE, story, by),
        structures=[house.pk for house in houses],
        **({"reasons": reasons} | proposed),
    )
    return story.proposals.latest("pk")


def changes_of(story: Story) -> list[ProposedChange]:
    return list(story.proposals.latest("pk").changes.all())


def answer_proposal(story: Story, by: User, *answers: Answered | str) -> Outcome:
    """One answer for each change, in their order."""
    said = [one if isinstance(one, Answered) else Answered(one) for one in answers]
    changes = changes_of(story)
    assert len(changes) == len(said), [change.before for change in changes]
    return actions.answer_proposal(
        story.pk,
        **pressed(story, by),
        answers={change.pk: one for change, one in zip(changes, said, strict=True)},
    )


def undo(story: Story, by: User, **more: Any) -> Outcome:
    return actions.undo(story.pk, **(pressed(story, by) | more))
