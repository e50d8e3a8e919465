"""A heavier rewrite: proposed by a moderator, agreed to by the author change by change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from directory.models import User
from stories.models import Story, StoryText
from stories.texts.rewrites import assemble, changes, in_place_of, same_words
from workflow.decisions.deciding import decide, tell_author
from workflow.decisions.gate import check_nothing_personal
from workflow.decisions.routing import addressable, route
from workflow.decisions.urgency import looks_urgent
from workflow.decisions.waiting import back_to, wait_for_author
from workflow.decisions.words import (
    check_correction,
    check_storable,
    check_words,
    is_blank,
    keep_if_told_anew,
    keep_words,
)
from workflow.models import Decision, Event, Notification, Proposal, ProposedChange
from workflow.notifications.notify import notify
from workflow.spine.instant import now
from workflow.spine.moves import Outcome, move
from workflow.spine.refusals import Invalid
from workflow.spine.story_way import ANSWER_PROPOSAL, PROPOSE_REWRITE

MAX_REASON = 500
Answer = ProposedChange.Answer


@dataclass(frozen=True)
class Answered:
    """What an author says to one proposed change; ``words`` is what they write instead."""

    answer: str
    words: str = ""


def propose_rewrite(
    story_id: int,
    *,
    by: User,
    version: int | str | None,
    key: str | None,
    tab: str,
    structures: Sequence[int],
    title: str,
    text: str,
    reasons: Sequence[str],
    message: str = "",
    override: str = "",
    texts: int | None = None,
) -> Outcome:
    """Ask the author to agree to a heavier rewrite; nothing is public until they do.

    ``reasons`` explain the changes of ``proposed_changes``, in their order.
    """
    found: list[ProposedChange] = []
    houses: list[int] = []

    def body(story: Story) -> None:
        check_correction(story, title, text)
        check_nothing_personal(title, text, override)
        houses[:] = [house.pk for house in addressable(structures, story, by)]
        found[:] = proposed_changes(story, title, text)
        if not found:
            raise Invalid("Seuls des espaces changent\u00a0: corrigez le texte, ou réécrivez-le.", "text")
        given = [reason.strip() for reason in reasons]
        if len(given) != len(found) or not all(given):
            raise Invalid("Dites à l'auteur la raison de chaque changement.", "reasons")
        if any(len(reason) > MAX_REASON for reason in given):
            raise Invalid(f"Une raison dépasse {MAX_REASON} caractères.", "reasons")
        check_storable(reasons=" ".join(given))
        for change, reason in zip(found, given, strict=True):
            change.reason = reason
        wait_for_author(story)

    def after(story: Story, event: Event) -> None:
        decide(story, event, Decision.Outcome.REWRITE, message=message, override=override, texts=texts)
        proposal = Proposal.objects.create(
            story=story,
            base_title=story.title,
            base_text=story.text,
            title=title,
            text=text,
            structures=houses,
            by=by,
            at=now(),
        )
        for change in found:
            change.proposal = proposal
        ProposedChange.objects.bulk_create(found)
        tell_author(story, event, Notification.Kind.ASKED, "proposed")

    return move(PROPOSE_REWRITE, story_id, body, after, by=by, version=version, key=key, tab=tab)


def proposed_changes(story: Story, title: str, text: str) -> list[ProposedChange]:
    """Title first, then the text's sentences, as the author will be asked about them; unsaved.

    White space alone is no change.
    """
    found = []
    if not same_words(title, story.title):
        found.append(
            ProposedChange(of_title=True, start=0, end=len(story.title), before=story.title, after=title)
        )
    found += [
        ProposedChange(start=one.start, end=one.end, before=one.before, after=one.after)
        for one in changes(story.text, text)
    ]
    return found


def answer_proposal(
    story_id: int,
    *,
    by: User,
    version: int | str | None,
    key: str | None,
    answers: Mapping[int, Answered],
) -> Outcome:
    """The author's word on every change (by change id). All accepted: published at once, as proposed.

    Otherwise the text they agree to goes back to the same moderator.
    """

    def body(story: Story) -> dict[str, object]:
        proposal = open_proposal(story)
        answered = [_with_answer(change, answers.get(change.pk)) for change in proposal.changes.all()]
        ProposedChange.objects.bulk_update(answered, ["answer", "words"])
        Proposal.objects.filter(pk=proposal.pk).update(answered_at=now())
        if all(change.answer == Answer.ACCEPTED for change in answered):
            story.title, story.text = proposal.title, proposal.text
            story.state = Story.State.PUBLISHED
            story.decided_at = story.published_at = story.effective_at = now()
        else:
            _agreed_so_far(story, proposal, answered)
            check_words(story.title, story.text)
            back_to(story, proposal.by)
            # What they write now may be what nobody knew; what a moderator said of the rest stands.
            story.urgent = story.urgent or any(looks_urgent(change.words) for change in answered)
        story.awaiting_since = None
        return {"proposal": proposal.pk}

    def after(story: Story, event: Event) -> None:
        proposal = story.proposals.latest("pk")
        if story.state == Story.State.PUBLISHED:
            keep_words(story, StoryText.Kind.REWRITTEN, by, reason=_why(proposal), public=True)
            route(story, proposal.structures, event)
            tell_author(story, event, Notification.Kind.PUBLISHED, "agreed")
        else:
            keep_if_told_anew(story, by)
            notify(event, [proposal.by_id], Notification.Kind.AUTHOR_ANSWERED)

    return move(ANSWER_PROPOSAL, story_id, body, after, by=by, version=version, key=key)


def open_proposal(story: Story) -> Proposal:
    """The proposal that waits for this story's author; Invalid when a question waits instead."""
    proposal = story.proposals.filter(answered_at=None).prefetch_related("changes").first()
    if proposal is None:
        raise Invalid("Aucune réécriture n'attend votre accord.")
    return proposal


def _with_answer(change: ProposedChange, answered: Answered | None) -> ProposedChange:
    if answered is None or answered.answer not in Answer:
        raise Invalid("Dites pour chaque changement si vous l'acceptez.", f"change-{change.pk}")
    if answered.answer == Answer.EDITED:
        if is_blank(answered.words):
            raise Invalid("Écrivez votre version, ou refusez le changement.", f"change-{change.pk}")
        check_storable(**{f"change-{change.pk}": answered.words})
    change.answer = _meant(change, answered)
    change.words = answered.words if change.answer == Answer.EDITED else ""
    return change


def _meant(change: ProposedChange, answered: Answered) -> str:
    """Words of one's own that are those proposed, or those that stood, are a yes or a no."""
    if answered.answer == Answer.EDITED and same_words(answered.words, change.after):
        return Answer.ACCEPTED
    if answered.answer == Answer.EDITED and same_words(answered.words, change.before):
        return Answer.REFUSED
    return answered.answer


def _agreed_so_far(story: Story, proposal: Proposal, answered: Sequence[ProposedChange]) -> None:
    """Accepted changes and the author's own words; a refused change leaves the sentence as it was."""
    kept = [(change, _agreed(change)) for change in answered if change.answer != Answer.REFUSED]
    titles = [(0, len(proposal.base_title), words) for change, words in kept if change.of_title]
    texts = [(change.start, change.end, words) for change, words in kept if not change.of_title]
    story.title = " ".join(assemble(proposal.base_title, titles).split())
    story.text = assemble(proposal.base_text, texts)


def _agreed(change: ProposedChange) -> str:
    if change.answer == Answer.ACCEPTED:
        return change.after
    return in_place_of(change.before if is_blank(change.after) else change.after, change.words)


def _why(proposal: Proposal) -> str:
    return " · ".join(dict.fromkeys(change.reason for change in proposal.changes.all()))
