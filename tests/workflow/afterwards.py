"""Published texts that readers pointed at, replies that authors answered: given to tests of what comes after."""

from uuid import uuid4

from django.test import Client
from django.urls import reverse

from directory.models import Structure, User
from stories.models import Report, Routing, Story
from tests.pressing import pressed, take
from tests.stories_made import answer, published_story
from workflow import actions
from workflow.models import Calibration, Decision, Step
from workflow.spine.moves import Outcome


def reported_story(author: User, *houses: Structure, reasons: tuple[str, ...] = ("names",)) -> Story:
    """A public story with one open report for each of these reasons."""
    story = published_story(author, *houses)
    for reason in reasons:
        actions.report(story.pk, reason, "Le nom de mon voisin y est.")
    return story


def unpublished_story(author: User, *houses: Structure) -> Story:
    """A story that was public and is no more."""
    story = published_story(author, *houses)
    story.state, story.public_reason = Story.State.UNPUBLISHED, "Sur demande."
    story.save(update_fields=["state", "public_reason"])
    return story


def unpublish(story: Story, by: User, **more):
    return actions.unpublish(
        story.pk, **(pressed(story, by) | {"public_reason": "À la demande de la famille."} | more)
    )


def report_of(story: Story, client: Client | None = None, **changed: str):
    """A reader sends the form."""
    fields = {"reason": "names", "word": "Le nom de mon voisin.", "key": str(uuid4())} | changed
    return (client or Client()).post(reverse("workflow:report", args=[story.pk]), fields)


def open_reports(story: Story) -> int:
    return Report.objects.filter(story=story, closed_at=None).count()


def answered_back(
    author: User, house: Structure, text: str = "Merci, mais mon dossier reste fermé."
) -> Routing:
    """A routing whose reply its author answered; a moderator is to read it."""
    routing = published_story(author, house).routings.get()
    answer(routing)
    actions.say_back(routing.pk, **pressed(routing, author), text=text)
    return routing


def calibrated(story: Story, by: User) -> Calibration:
    """A decision on this story, drawn to be read again."""
    decision = Decision.objects.create(story=story, outcome="publish", by=by)
    return Calibration.objects.create(decision=decision, story=story)


def opine(story: Story, by: User, outcome: str, reason: str = "") -> Outcome:
    tab = take(Step.CALIBRATE, story, by)
    return actions.opine(story.pk, **pressed(story, by), tab=tab, outcome=outcome, reason=reason)
