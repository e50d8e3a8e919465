"""Replies, live: rows, workbench, and the figures of the inbox."""

from live.fragments import Fragment, register
from workflow.replies.counts import load_inbox
from workflow.replies.rows import load_routings, saves
from workflow.spine.audiences import reply_audience
from workflow.spine.history import history_of

ROUTING_ROW = register(
    Fragment(
        name="routing_row",
        template="workflow/replies/_routing_row.html",
        subject="routing",
        hears="structure",
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
        hears="desk",
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
        hears="structure",
        ids=lambda _: ["inbox"],
        load=load_inbox,
        audience=lambda viewer, found: found.for_viewer(viewer) if viewer.memberships else None,
        context=lambda found, audience: {"to_answer": audience[0], "to_validate": audience[1]},
    )
)
