"""What an author does with their own story: hand it in, take it back, tell it again after a refusal."""

from directory.models import User
from stories.models import Story, StoryText
from workflow.decisions.closing import close_reports, close_routings
from workflow.decisions.urgency import looks_urgent
from workflow.decisions.words import check_words, is_blank, keep_words
from workflow.models import Event
from workflow.notifications.mails import owe_author
from workflow.spine.instant import now
from workflow.spine.moves import Outcome, move
from workflow.spine.refusals import Invalid, TooLate
from workflow.spine.story_way import RESUBMIT, SUBMIT, WITHDRAW


def submit(story_id: int, *, by: User, version: int | str | None, key: str | None) -> Outcome:
    """Hand a draft to the moderators; its words become the original, kept for ever."""

    def body(story: Story) -> None:
        if any(is_blank(words) for words in (story.title, story.text, story.pseudonym)):
            raise Invalid("Il manque le titre, le récit ou le pseudonyme.")
        story.submitted_at = now()
        story.urgent = looks_urgent(f"{story.title}\n{story.text}")

    def after(story: Story, event: Event) -> None:
        keep_words(story, StoryText.Kind.ORIGINAL, by)
        owe_author(event, "received")

    return move(SUBMIT, story_id, body, after, by=by, version=version, key=key)


def withdraw(story_id: int, *, by: User, version: int | str | None, key: str | None) -> Outcome:
    """Take the story back, at any time; its routings close, drafts are kept privately."""

    def body(story: Story) -> None:
        story.closed_reason = Story.ClosedReason.BY_AUTHOR
        story.in_effect = True

    def after(story: Story, event: Event) -> None:
        close_reports(story)
        close_routings(story)

    return move(WITHDRAW, story_id, body, after, by=by, version=version, key=key)


def resubmit(
    story_id: int, *, by: User, version: int | str | None, key: str | None, title: str, text: str
) -> Outcome:
    """Tell again what was not published; the words refused are kept, never public."""

    def body(story: Story) -> None:
        if not story.in_effect:
            raise TooLate(state=Story.State.SUBMITTED.label)  # they do not know of the decision yet
        check_words(title, text)
        if (title, text) == (story.title, story.text):
            raise Invalid("Votre récit n'a pas changé : modifiez ce qui a empêché sa publication.", "text")
        story.title, story.text = title, text
        story.reading = Story.Reading.FIRST
        story.submitted_at, story.decided_at, story.effective_at = now(), None, None
        story.urgent = looks_urgent(f"{title}\n{text}")

    def after(story: Story, event: Event) -> None:
        keep_words(story, StoryText.Kind.RESUBMITTED, by)
        # What was to be read again, blind, is another text now.
        story.calibrations.filter(read_at=None).delete()
        owe_author(event, "received")

    return move(RESUBMIT, story_id, body, after, by=by, version=version, key=key)
