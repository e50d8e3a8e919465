"""The story's moves: submit and withdraw by its author; publish, correct, reject by a moderator."""

from collections.abc import Iterable
from datetime import timedelta

from directory.models import Membership, Structure, User
from stories.models import Routing, Story, StoryText
from workflow import mails, notifications
from workflow.announcements import announce
from workflow.models import Decision, Event, Notification, RejectionReason
from workflow.moves import Outcome, move, now
from workflow.refusals import Invalid
from workflow.transitions import CLOSE, CORRECT, PUBLISH, REJECT, SUBMIT, UNPUBLISH, WITHDRAW

ANSWER_WITHIN = timedelta(days=7)


def submit(story_id: int, *, by: User, version: int | str | None, key: str | None) -> Outcome:
    """Hand a draft to the moderators; its words become the original, kept for ever."""

    def body(story: Story) -> None:
        if not (story.title.strip() and story.text.strip() and story.pseudonym.strip()):
            raise Invalid("Il manque le titre, le récit ou le pseudonyme.")
        story.submitted_at = now()

    def after(story: Story, event: Event) -> None:
        StoryText.objects.create(
            story=story,
            kind=StoryText.Kind.ORIGINAL,
            title=story.title,
            text=story.text,
            by=by,
            created_at=now(),
        )
        mails.owe_author(event, "received")

    return move(SUBMIT, story_id, body, after, by=by, version=version, key=key)


def withdraw(story_id: int, *, by: User, version: int | str | None, key: str | None) -> Outcome:
    """Take the story back, at any time; its routings close, drafts are kept privately."""

    def body(story: Story) -> None:
        story.closed_reason = Story.ClosedReason.BY_AUTHOR

    def after(story: Story, event: Event) -> None:
        close_routings(story)

    return move(WITHDRAW, story_id, body, after, by=by, version=version, key=key)


def publish(
    story_id: int,
    *,
    by: User,
    version: int | str | None,
    key: str | None,
    tab: str,
    structures: Iterable[int],
    message: str = "",
) -> Outcome:
    """Publish as written and address it to these structures (ids, at least one)."""

    def body(story: Story) -> None:
        story.decided_at = story.published_at = story.effective_at = now()

    def after(story: Story, event: Event) -> None:
        story.texts.filter(kind=StoryText.Kind.ORIGINAL).update(public_at=now())
        decide(story, by, Decision.Outcome.PUBLISH, message=message)
        route(story, structures, event)
        tell_author(story, event, Notification.Kind.PUBLISHED, "published")

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
) -> Outcome:
    """Publish a lightly corrected text; the author is shown the difference and why."""

    def body(story: Story) -> None:
        if not title.strip() or not text.strip():
            raise Invalid("Le titre et le texte corrigés ne peuvent pas être vides.", "text")
        if (title, text) == (story.title, story.text):
            raise Invalid("Rien n'a été corrigé : publiez telle quelle, ou modifiez le texte.", "text")
        if not reason.strip():
            raise Invalid("Dites à l'auteur pourquoi son texte est corrigé.", "reason")
        story.title, story.text = title, text
        story.decided_at = story.published_at = story.effective_at = now()

    def after(story: Story, event: Event) -> None:
        StoryText.objects.create(
            story=story,
            kind=StoryText.Kind.CORRECTED,
            title=title,
            text=text,
            reason=reason.strip(),
            by=by,
            created_at=now(),
            public_at=now(),
        )
        decide(story, by, Decision.Outcome.CORRECT, message=message)
        route(story, structures, event)
        tell_author(story, event, Notification.Kind.PUBLISHED, "corrected")

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
) -> Outcome:
    """Do not publish, for one of RejectionReason; the author reads it and what to do instead."""

    def body(story: Story) -> dict[str, str]:
        if reason not in RejectionReason:
            raise Invalid("Choisissez le motif.", "reason")
        story.decided_at = story.effective_at = now()
        return {"reason": reason}

    def after(story: Story, event: Event) -> None:
        decide(story, by, Decision.Outcome.REJECT, reason=reason, message=message)
        tell_author(story, event, Notification.Kind.REJECTED, "rejected")

    return move(REJECT, story_id, body, after, by=by, version=version, key=key, tab=tab)


def unpublish(
    story_id: int, *, by: User, version: int | str | None, key: str | None, public_reason: str
) -> Outcome:
    """Take a published story off the public pages; the reason stays visible."""

    def body(story: Story) -> None:
        if not public_reason.strip():
            raise Invalid("Donnez la raison, elle restera visible.", "public_reason")
        story.public_reason = public_reason.strip()
        story.closed_reason = Story.ClosedReason.UNPUBLISHED

    def after(story: Story, event: Event) -> None:
        close_routings(story)
        mails.owe_author(event, "unpublished")

    return move(UNPUBLISH, story_id, body, after, by=by, version=version, key=key)


def route(story: Story, structures: Iterable[int], event: Event) -> None:
    """One Routing per structure, each with an accountable holder from its first instant."""
    houses = list(Structure.objects.filter(pk__in=set(structures), active=True))
    if not houses:
        raise Invalid("Adressez l'expérience à au moins un service.", "structures")
    routings = []
    for house in houses:
        holder = notifications.nearest_with(house, Membership.Profile.DRAFTER)
        routing = Routing.objects.create(
            story=story,
            structure=house,
            holder=holder,
            routed_at=now(),
            deadline_at=now() + ANSWER_WITHIN,
        )
        _deliver(routing, event)
        routings.append(routing)
    mails.owe_agents(event, routings)


def _deliver(routing: Routing, event: Event) -> None:
    """Tell the agents who answer for it; without any, steering is alarmed."""
    if routing.holder is None:
        people = notifications.steering()
        notifications.notify(event, people, Notification.Kind.ORPHAN)
    else:
        people = notifications.members(routing.holder, Membership.Profile.DRAFTER)
        notifications.notify(event, people, Notification.Kind.ROUTED)
    if people:
        routing.delivered_at = now()
        routing.save(update_fields=["delivered_at"])
    announce(routing)


def close_routings(story: Story) -> None:
    # Locked before their versions are read: a reply approved meanwhile is closed like the others.
    for routing in story.routings.select_for_update(no_key=True).order_by("pk"):
        if routing.state in CLOSE.sources:
            move(CLOSE, routing.pk, _stamp_closed, by=None, version=routing.version, key="with story")


def _stamp_closed(routing: Routing) -> None:
    routing.closed_at = now()


def decide(story: Story, by: User, outcome: Decision.Outcome, *, reason: str = "", message: str = "") -> None:
    Decision.objects.create(
        story=story, outcome=outcome, reason=reason, message=message.strip(), by=by, at=now()
    )


def tell_author(story: Story, event: Event, kind: Notification.Kind, mail: str) -> None:
    assert story.author is not None  # only drafts have none
    notifications.notify(event, [story.author], kind)
    mails.owe_author(event, mail)
