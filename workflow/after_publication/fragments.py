"""Published texts that readers pointed at, live: rows and workbench."""

from directory.models import User
from live.fragments import Fragment, register
from stories.models import Report, Story
from stories.topics import kind
from workflow.after_publication.reports import load_published, load_reported, opinion_wanted, reasons_given
from workflow.models import Step
from workflow.spine import topics
from workflow.spine.audiences import moderate_audience
from workflow.spine.refusals import TooLate
from workflow.workbench.benches import Bench
from workflow.workbench.benches import register as register_bench
from workflow.workbench.history import history_of
from workflow.workbench.texts import story_text

REPORT_ROW = register(
    Fragment(
        name="report_row",
        template="workflow/after_publication/_report_row.html",
        subject="story",
        hears=topics.REPORTS,
        load=load_reported,
        audience=moderate_audience,
        context=lambda story, audience: {
            "story": story,
            "reasons": reasons_given(story),
            "opinion_wanted": opinion_wanted(story),
        },
        version=lambda story: story.version,
        stamp=lambda story: str(story.version),
    )
)

REPORT_BENCH = register(
    Fragment(
        name="report_bench",
        template="workflow/after_publication/_report_bench.html",
        subject="story",
        hears=kind(topics.report),
        load=load_published,
        audience=moderate_audience,
        context=lambda story, audience: {
            "story": story,
            "reasons": reasons_given(story),
            "history": history_of(story),
        },
        version=lambda story: story.version,
        stamp=lambda story: str(story.version),
    )
)


def _check_reported(story: Story, by: User) -> None:
    if not Report.objects.filter(story=story.pk, closed_at=None).exists():
        raise TooLate("Ces signalements sont déjà traités.", state=story.get_state_display())


register_bench(
    Bench(
        Step.REPORT,
        page="workflow:report_bench",
        queue="workflow:reports",
        check=_check_reported,
        text=story_text,
    )
)
