"""Published texts that readers pointed at, live: rows and workbench."""

from live.fragments import Fragment, register
from workflow.after_publication.reports import load_published, load_reported
from workflow.spine.audiences import moderate_audience
from workflow.spine.history import history_of

REPORT_ROW = register(
    Fragment(
        name="report_row",
        template="workflow/after_publication/_report_row.html",
        subject="story",
        hears="reports",
        load=load_reported,
        audience=moderate_audience,
        context=lambda story, audience: {"story": story},
        version=lambda story: story.version,
        stamp=lambda story: str(story.version),
    )
)

REPORT_BENCH = register(
    Fragment(
        name="report_bench",
        template="workflow/after_publication/_report_bench.html",
        subject="story",
        hears="report",
        load=load_published,
        audience=moderate_audience,
        context=lambda story, audience: {"story": story, "history": history_of(story)},
        version=lambda story: story.version,
        stamp=lambda story: str(story.version),
    )
)
