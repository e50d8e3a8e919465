"""What the journal is written from and how it is read: as lines on screen, as lines of the file."""

import csv
from io import StringIO

from directory.models import User
from stories.models import Story
from tests.pressing import pressed, take
from tests.workflow.desks import signed_in
from workflow import actions
from workflow.journal.entries import page, visible_to
from workflow.journal.export import BOM
from workflow.models import Step

PAGE, FILE = "/moderation/journal/", "/moderation/journal.csv"


def reject(story: Story, by: User, reason: str = "off_topic", **more: str) -> None:
    tab = take(Step.MODERATE, story, by)
    actions.reject(story.pk, **pressed(story, by), tab=tab, reason=reason, **more)


def correct(story: Story, by: User, house, text: str) -> None:
    tab = take(Step.MODERATE, story, by)
    words = {"title": story.title, "text": text, "reason": "Clarté."}
    actions.correct(story.pk, **pressed(story, by), tab=tab, structures=[house.pk], **words)


def told(who: User) -> list[tuple[str, str]]:
    return [(one.what, one.who) for one in page(visible_to(who.viewer))]


def lines(who: User, query: str = "") -> list[dict[str, str]]:
    response = signed_in(who).get(FILE + query)
    text = b"".join(response.streaming_content).decode()
    assert text.startswith(BOM)
    return list(csv.DictReader(StringIO(text.removeprefix(BOM)), delimiter=";"))
