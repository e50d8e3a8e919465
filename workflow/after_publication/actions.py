"""After publication: readers report, moderators amend, classify or escalate, seniors unpublish and publish again."""

from directory.models import User
from stories.models import Report, Story, StoryText
from workflow.decisions.closing import close_reports, close_routings, reopen_routings
from workflow.decisions.deciding import decide, tell_author
from workflow.decisions.gate import check_nothing_personal, check_public_reason
from workflow.decisions.words import check_correction, check_storable, is_blank, keep_words
from workflow.models import Claim, Decision, Event, InternalComment, Notification, Remark, Step
from workflow.notifications.notify import notify
from workflow.notifications.recipients import seniors_of
from workflow.spine.instant import now
from workflow.spine.moves import Outcome, by_clock, move
from workflow.spine.refusals import Invalid, NotSeen, TooLate
from workflow.spine.story_way import AMEND, DISMISS_REPORTS, ESCALATE_REPORTS, REPORTED, REPUBLISH, UNPUBLISH

MAX_REASON = 1000
MAX_WORD = 500
NOT_YET = "Cette publication n'a pas encore pris effet\u00a0: annulez-la."


def unpublish(
    story_id: int, *, by: User, version: int | str | None, key: str | None, public_reason: str
) -> Outcome:
    """Take a published story off the public pages; the reason stays visible."""

    def body(story: Story) -> None:
        if is_blank(public_reason):
            raise Invalid("Donnez la raison, elle restera visible.", "public_reason")
        if len(public_reason) > MAX_REASON:
            raise Invalid(f"La raison dépasse {MAX_REASON} caractères.", "public_reason")
        check_storable(public_reason=public_reason)
        check_public_reason(public_reason, "public_reason")
        if not story.in_effect:
            raise Invalid(NOT_YET, "public_reason")
        story.public_reason = public_reason.strip()
        story.closed_reason = Story.ClosedReason.UNPUBLISHED

    def after(story: Story, event: Event) -> None:
        decide(story, event, Decision.Outcome.UNPUBLISH, message=public_reason)
        close_reports(story)
        close_routings(story)
        tell_author(story, event, Notification.Kind.UNPUBLISHED, "unpublished")

    return move(UNPUBLISH, story_id, body, after, by=by, version=version, key=key)


def republish(story_id: int, *, by: User, version: int | str | None, key: str | None, note: str) -> Outcome:
    """Put back what was unpublished; its routings go on where they were."""

    def body(story: Story) -> None:
        if not note.strip():
            raise Invalid("Dites à vos collègues pourquoi elle peut être republiée.", "note")
        check_storable(note=note)
        story.public_reason = ""
        story.closed_reason = ""

    def after(story: Story, event: Event) -> None:
        decide(story, event, Decision.Outcome.REPUBLISH)
        Remark.objects.create(event=event, text=note.strip())
        reopen_routings(story)
        tell_author(story, event, Notification.Kind.REPUBLISHED, "republished")

    return move(REPUBLISH, story_id, body, after, by=by, version=version, key=key)


def amend(
    story_id: int,
    *,
    by: User,
    version: int | str | None,
    key: str | None,
    title: str,
    text: str,
    reason: str,
    override: str = "",
) -> Outcome:
    """Correct a text that is public already; the page says that it was, and the author sees what and why."""

    def body(story: Story) -> None:
        if not story.in_effect:
            raise Invalid(NOT_YET, "text")
        _check_nobody_reads_the_reports(story, by)
        check_correction(story, title, text, "modifiez le texte, ou classez les signalements")
        if not reason.strip():
            raise Invalid("Dites à l'auteur pourquoi son texte est corrigé.", "reason")
        check_storable(reason=reason)
        check_nothing_personal(title, text, override)
        story.title, story.text = title, text

    def after(story: Story, event: Event) -> None:
        keep_words(story, StoryText.Kind.CORRECTED, by, reason=reason, public=True)
        decide(story, event, Decision.Outcome.AMEND, override=override)
        close_reports(story)
        tell_author(story, event, Notification.Kind.AMENDED, "amended")

    return move(AMEND, story_id, body, after, by=by, version=version, key=key)


def report(story_id: int, reason: str, word: str = "") -> None:
    """A reader, known or not, points at a published story. Raises NotSeen when it is not public."""
    if reason not in Report.Reason:
        raise Invalid("Choisissez ce qui ne va pas.", "reason")
    if len(word) > MAX_WORD:
        raise Invalid(f"Votre précision dépasse {MAX_WORD} caractères.", "word")
    check_storable(word=word)

    def body(story: Story) -> None:
        if not story.is_public:
            raise NotSeen()
        Report.objects.create(story=story, reason=reason, word=word.strip(), created_at=now())

    try:
        by_clock(REPORTED, story_id, body)
    except TooLate:
        # Who took it off the public pages is nobody's to read there.
        raise NotSeen() from None


def dismiss_reports(
    story_id: int, *, by: User, version: int | str | None, key: str | None, tab: str, note: str = ""
) -> Outcome:
    """Nothing is wrong: the story stays, its reports are closed."""

    def body(_: Story) -> None:
        if len(note) > MAX_REASON:
            raise Invalid(f"La note dépasse {MAX_REASON} caractères.", "note")
        check_storable(note=note)

    def after(story: Story, event: Event) -> None:
        decide(story, event, Decision.Outcome.DISMISS)
        if note.strip():
            Remark.objects.create(event=event, text=note.strip())
        close_reports(story)

    return move(DISMISS_REPORTS, story_id, body, after, by=by, version=version, key=key, tab=tab)


def escalate_reports(
    story_id: int, *, by: User, version: int | str | None, key: str | None, tab: str, note: str
) -> Outcome:
    """Give the reports back for a senior to take, saying why: a word among moderators that asks for an opinion."""

    def body(_: Story) -> None:
        if is_blank(note):
            raise Invalid("Dites aux modérateurs principaux ce que vous leur demandez.", "note")
        if len(note) > MAX_REASON:
            raise Invalid(f"La note dépasse {MAX_REASON} caractères.", "note")
        check_storable(note=note)

    def after(story: Story, event: Event) -> None:
        InternalComment.objects.create(story=story, by=by, text=note.strip(), asks=True, at=now())
        notify(event, seniors_of(story), Notification.Kind.REPORTS_UP)

    return move(ESCALATE_REPORTS, story_id, body, after, by=by, version=version, key=key, tab=tab)


def _check_nobody_reads_the_reports(story: Story, by: User) -> None:
    """Correcting closes the open reports: not over the head of a colleague who has them in hand."""
    held = Claim.objects.filter(step=Step.REPORT, item_id=story.pk).select_related("holder").first()
    if held and held.holder_id != by.pk and held.expires_at > now():
        raise TooLate(
            "Les signalements de cette expérience sont pris en charge par quelqu'un d'autre.",
            who=str(held.holder),
            when=held.claimed_at,
            state=story.get_state_display(),
        )
