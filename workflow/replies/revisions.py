"""The words of a reply: the shared working copy, and every version of it, kept."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from directory.models import User
from stories.models import Reply, Routing
from workflow.models import DraftRevision, ReplyDraft, Verdict
from workflow.spine.instant import now
from workflow.spine.refusals import Invalid

MAX_REPLY = 10_000


@dataclass(frozen=True)
class ReplyWords:
    """What an agent types and picks for a reply."""

    text: str
    greeting: str = ""
    signature: str = ""
    status: str = Reply.Status.INFORMATION

    def check(self) -> "ReplyWords":
        """These words, or Invalid if they could not be published."""
        if not self.text.strip():
            raise Invalid("La réponse est vide.", "text")
        return self.check_size()

    def check_size(self) -> "ReplyWords":
        if len(self.text) > MAX_REPLY:
            raise Invalid(f"La réponse dépasse {MAX_REPLY} caractères.", "text")
        if self.status not in Reply.Status:
            raise Invalid("Choisissez un statut de réponse.", "status")
        if max(len(self.greeting), len(self.signature)) > 200:
            raise Invalid("La formule ou la signature dépasse 200 caractères.", "greeting")
        return self


def draft_of(routing: Routing) -> ReplyDraft:
    return ReplyDraft.objects.get_or_create(routing=routing)[0]


def same(kept: ReplyDraft | DraftRevision, words: ReplyWords) -> bool:
    return all(getattr(kept, name) == value for name, value in asdict(words).items())


def write(draft: ReplyDraft, words: ReplyWords, by: User) -> None:
    for name, value in asdict(words).items():
        setattr(draft, name, value)
    draft.saves += 1
    draft.saved_by, draft.saved_at = by, now()
    draft.save()


def keep_colleagues_words(draft: ReplyDraft, by: User) -> None:
    """Before somebody else's first keystroke, the former writer's words become a revision."""
    if draft.saved_by is None or draft.saved_by == by or not draft.text.strip():
        return
    last = draft.routing.revisions.order_by("-number").first()
    words = ReplyWords(draft.text, draft.greeting, draft.signature, draft.status)
    if last is None or not same(last, words):
        revise(draft.routing, words, draft.saved_by)


def revise(routing: Routing, words: ReplyWords, by: User, *, submitted: bool = False) -> DraftRevision:
    return DraftRevision.objects.create(
        routing=routing,
        number=routing.revisions.count() + 1,
        by=by,
        created_at=now(),
        submitted_at=now() if submitted else None,
        **asdict(words),
    )


def submitted(routing: Routing) -> DraftRevision:
    revision = (
        routing.revisions.filter(submitted_at__isnull=False).select_related("by").order_by("-number").first()
    )
    assert revision is not None  # to_validate is only reached with one
    return revision


def writers(routing: Routing) -> set[int]:
    """Everybody whose words are in the draft."""
    verdicts = Verdict.objects.filter(revision__routing=routing).select_related("revision")
    return writers_among(routing.revisions.order_by("number"), verdicts.order_by("-pk").first())


def writers_among(revisions: Iterable[DraftRevision], last: Verdict | None) -> set[int]:
    """The same of revisions in their order: since the last verdict, or of the very words there are now."""
    written = list(revisions)
    judged = last.revision.number if last else 0
    return {one.by_id for one in written if one.number > judged or one.text == written[-1].text}
