"""A moderator's decisions on a story to read: publish, correct, reject, escalate."""

from collections.abc import Iterable

from directory.models import User
from stories.models import Story, StoryText
from workflow.decisions.deciding import decide
from workflow.decisions.effects import carry_out_or_wait, decide_at_once_or_later
from workflow.decisions.gate import check_nothing_personal
from workflow.decisions.words import check_correction, check_storable, check_unedited, keep_words
from workflow.models import Decision, Event, Notification, RejectionReason, Remark
from workflow.notifications.notify import notify
from workflow.notifications.recipients import seniors_of
from workflow.spine.moves import Outcome, move
from workflow.spine.refusals import Invalid
from workflow.spine.story_way import CORRECT, ESCALATE, PUBLISH, REJECT


def publish(
    story_id: int,
    *,
    by: User,
    version: int | str | None,
    key: str | None,
    tab: str,
    structures: Iterable[int],
    message: str = "",
    override: str = "",
    title: str | None = None,
    text: str | None = None,
    texts: int | None = None,
) -> Outcome:
    """Publish as written and address it to these structures (ids, at least one).

    A valid NIR, IBAN, e-mail or phone number in the text is Invalid unless ``override`` says why it stays; so
    are a ``title`` and ``text``, the editor's, that are not the story's.
    """

    def body(story: Story) -> None:
        check_unedited(story, title, text)
        check_nothing_personal(story.title, story.text, override)
        decide_at_once_or_later(story)

    def after(story: Story, event: Event) -> None:
        decision = decide(
            story,
            event,
            Decision.Outcome.PUBLISH,
            message=message,
            structures=structures,
            override=override,
            texts=texts,
        )
        carry_out_or_wait(story, decision, event)

    return move(PUBLISH, story_id, body, after, by=by, version=version, key=key, tab=tab)


def correct(
    story_id: int,
    *,
    by: User,
    version: int | str | None,
    key: str | None,
    tab: str,
    structures: Iterable[int],
    title: str,
    text: str,
    reason: str,
    message: str = "",
    override: str = "",
    texts: int | None = None,
) -> Outcome:
    """Publish a lightly corrected text; the author is shown the difference and why."""

    def body(story: Story) -> None:
        check_correction(story, title, text)
        if not reason.strip():
            raise Invalid("Dites à l'auteur pourquoi son texte est corrigé.", "reason")
        check_storable(reason=reason)
        check_nothing_personal(title, text, override)
        story.title, story.text = title, text
        decide_at_once_or_later(story)

    def after(story: Story, event: Event) -> None:
        keep_words(story, StoryText.Kind.CORRECTED, by, reason=reason)
        decision = decide(
            story,
            event,
            Decision.Outcome.CORRECT,
            message=message,
            structures=structures,
            override=override,
            texts=texts,
        )
        carry_out_or_wait(story, decision, event)

    return move(CORRECT, story_id, body, after, by=by, version=version, key=key, tab=tab)


def reject(
    story_id: int,
    *,
    by: User,
    version: int | str | None,
    key: str | None,
    tab: str,
    reason: str,
    message: str = "",
    texts: int | None = None,
) -> Outcome:
    """Do not publish, for one of RejectionReason; the author reads it and what to do instead."""

    def body(story: Story) -> dict[str, str]:
        if reason not in RejectionReason:
            raise Invalid("Choisissez le motif.", "reason")
        decide_at_once_or_later(story)
        return {"reason": reason}

    def after(story: Story, event: Event) -> None:
        decision = decide(story, event, Decision.Outcome.REJECT, reason=reason, message=message, texts=texts)
        carry_out_or_wait(story, decision, event)

    return move(REJECT, story_id, body, after, by=by, version=version, key=key, tab=tab)


def escalate(
    story_id: int, *, by: User, version: int | str | None, key: str | None, tab: str, note: str
) -> Outcome:
    """Hand the story to the seniors' queue, saying why; it is still to be read."""

    def body(story: Story) -> None:
        if story.reading == Story.Reading.SECOND:
            raise Invalid("Cette expérience est déjà en seconde lecture.", "note")
        if not note.strip():
            raise Invalid("Dites à vos collègues pourquoi une seconde lecture est utile.", "note")
        check_storable(note=note)
        story.reading = Story.Reading.SECOND
        story.kept_for = story.kept_until = None

    def after(story: Story, event: Event) -> None:
        decide(story, event, Decision.Outcome.ESCALATE)
        Remark.objects.create(event=event, text=note.strip())
        notify(event, seniors_of(story), Notification.Kind.ESCALATED)

    return move(ESCALATE, story_id, body, after, by=by, version=version, key=key, tab=tab)
