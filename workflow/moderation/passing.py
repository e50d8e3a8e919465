"""Leaving a story to a colleague, without having to say why."""

from directory.models import User
from stories.models import Story
from workflow.models import Event, Pass, Step
from workflow.moderation.keeping import let_go
from workflow.spine.instant import now
from workflow.spine.leases import holder_of
from workflow.spine.moves import Outcome, move
from workflow.spine.refusals import TooLate
from workflow.spine.story_way import PASS


def pass_on(
    story_id: int, *, by: User, version: int | str | None, key: str | None, difficult: bool = False
) -> Outcome:
    """Leave the story to colleagues, without having to say why: « Suivant » does not bring it back.

    ``difficult`` marks it as hard to read, so that nobody is given many such in a row.
    """

    def body(story: Story) -> dict[str, bool]:
        held = holder_of(Step.MODERATE, story.pk)
        if held and held.holder_id != by.pk and held.expires_at > now():
            raise TooLate(
                "Cette expérience est prise en charge par quelqu'un d'autre.",
                who=str(held.holder),
                when=held.claimed_at,
                state=story.get_state_display(),
            )
        if held and held.holder_id == by.pk:
            held.delete()
        let_go(story, by)
        story.difficult = story.difficult or difficult
        return {"difficult": difficult}

    def after(story: Story, event: Event) -> None:
        Pass.objects.get_or_create(story=story, person=by, defaults={"at": now()})

    return move(PASS, story_id, body, after, by=by, version=version, key=key)
