"""Replies, live: rows, workbench, and the figures of the inbox."""

from live.fragments import Fragment, register
from stories.topics import kind
from workflow.models import DraftRevision, Step
from workflow.replies.counts import load_inbox
from workflow.replies.drafting import save_draft
from workflow.replies.forms import ReplyForm
from workflow.replies.rows import load_routings, saves
from workflow.spine import topics
from workflow.spine.audiences import reply_audience
from workflow.workbench.benches import Bench
from workflow.workbench.benches import register as register_bench
from workflow.workbench.history import history_of
from workflow.workbench.presses import HeldPress, SignedIn

ROUTING_ROW = register(
    Fragment(
        name="routing_row",
        template="workflow/replies/_routing_row.html",
        subject="routing",
        hears=kind(topics.structure),
        load=load_routings,
        audience=reply_audience,
        context=lambda routing, audience: {"routing": routing, "rights": audience.split()},
        version=lambda routing: routing.version,
        stamp=lambda routing: str(routing.story.version),
    )
)

ROUTING_BENCH = register(
    Fragment(
        name="routing_bench",
        template="workflow/replies/_routing_bench.html",
        subject="routing",
        hears=kind(topics.desk),
        load=load_routings,
        audience=reply_audience,
        context=lambda routing, audience: {
            "routing": routing,
            "rights": audience.split(),
            "history": history_of(routing),
        },
        version=lambda routing: routing.version + saves(routing),
    )
)

INBOX_COUNTS = register(
    Fragment(
        name="inbox_counts",
        template="workflow/replies/_inbox_counts.html",
        subject="routing",
        hears=kind(topics.structure),
        ids=lambda _: ["inbox"],
        load=load_inbox,
        audience=lambda viewer, found: found.for_viewer(viewer) if viewer.memberships else None,
        context=lambda found, audience: {"to_answer": audience[0], "to_validate": audience[1]},
    )
)


def _save_what_was_typed(request: SignedIn, pk: int, pressed: HeldPress) -> HeldPress:
    """What was typed since the last save goes back with the rest."""
    words = ReplyForm(request.POST)
    if not request.POST.get("text", "").strip() or not words.is_valid():
        return pressed
    saved = save_draft(pk, **pressed, saves=request.POST.get("saves"), words=words.words())
    return {**pressed, "version": str(saved.version)}


def _submitted_text(pk: int) -> str:
    return DraftRevision.objects.filter(routing=pk).values_list("text", flat=True).last() or ""


register_bench(Bench(Step.DRAFT, page="workflow:desk", queue="workflow:inbox", save=_save_what_was_typed))
register_bench(Bench(Step.VALIDATE, page="workflow:judge", queue="workflow:validation", text=_submitted_text))
