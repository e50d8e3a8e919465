"""Buttons pressed in tests: what a form would send with them."""

from uuid import uuid4

from directory.models import User
from stories.models import Routing, Story
from workflow import actions
from workflow.actions import ReplyWords
from workflow.models import Step
from workflow.spine.moves import Outcome

WORDS = ReplyWords(
    text="Merci de votre récit. Un message est désormais envoyé quinze jours avant.",
    greeting="Bonjour Mamie30,",
    signature="La Caf du Gard",
    status="done",
)


def key() -> str:
    return str(uuid4())


def version_of(item: Story | Routing) -> int:
    return type(item).objects.values_list("version", flat=True).get(pk=item.pk)


def fresh(story: Story) -> Story:
    """As the database has it now."""
    return Story.objects.get(pk=story.pk)


def events_of(item: Story | Routing, *names: str) -> list[str]:
    return list(item.events.filter(action__in=names).values_list("action", flat=True))


def pressed(item: Story | Routing, by: User) -> dict:
    """Arguments of a verb, as a page drawn this instant would send them."""
    return {"by": by, "version": version_of(item), "key": key()}


def take(step: Step, item: Story | Routing, by: User) -> str:
    """Claim the step; answers the tab's token."""
    return actions.claim(step, item.pk, **pressed(item, by)).detail["tab"]


def publish(story: Story, by: User, *structures, **more) -> Outcome:
    tab = take(Step.MODERATE, story, by)
    houses = [house.pk for house in structures]
    return actions.publish(story.pk, **pressed(story, by), tab=tab, structures=houses, **more)


def submit_reply(routing: Routing, by: User, words: ReplyWords = WORDS) -> Outcome:
    tab = take(Step.DRAFT, routing, by)
    return actions.submit_reply(routing.pk, **pressed(routing, by), tab=tab, words=words)


def approve(routing: Routing, by: User) -> Outcome:
    tab = take(Step.VALIDATE, routing, by)
    return actions.approve(routing.pk, **pressed(routing, by), tab=tab)
