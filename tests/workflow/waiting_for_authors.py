"""Stories that wait for their author, or for the seconds in which a decision can be undone."""

from django.test import override_settings

from directory.models import Structure, User
from stories.models import Story
from tests.pressing import pressed, publish, take
from tests.stories_made import TEXT, submitted_story
from workflow import actions
from workflow.models import ProposedChange, Step


def proposed_story(author: User, moderator: User, house: Structure) -> Story:
    """A rewrite waits for its author's word on two changes: the title, and a sentence."""
    story = submitted_story(author, house)
    tab = take(Step.MODERATE, story, moderator)
    actions.propose_rewrite(
        story.pk,
        **pressed(story, moderator),
        tab=tab,
        structures=[house.pk],
        title="Dossier fermé",
        text=TEXT.replace("cinq semaines", "un mois"),
        reasons=["Plus court.", "Moins précis."],
    )
    story.refresh_from_db()
    return story


def changes_of(story: Story) -> list[ProposedChange]:
    return list(ProposedChange.objects.filter(proposal__story=story))


def accepted(story: Story) -> dict[str, str]:
    """What its author sends who agrees to everything."""
    return {f"change-{change.pk}": "accepted" for change in changes_of(story)}


def asked_story(author: User, moderator: User, house: Structure) -> Story:
    """A question waits for its author."""
    story = submitted_story(author, house)
    tab = take(Step.MODERATE, story, moderator)
    actions.ask(story.pk, **pressed(story, moderator), tab=tab, question="Quel jour ?")
    story.refresh_from_db()
    return story


def undoable_story(author: User, moderator: User, house: Structure) -> Story:
    """Published by the moderator, and nobody else knows for an hour."""
    story = submitted_story(author, house)
    with override_settings(UNDO_SECONDS=3600):
        publish(story, moderator, house)
    story.refresh_from_db()
    return story
