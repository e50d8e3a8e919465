"""The live parts of the desks that work after publication: reports, answers back, calibration."""

from directory.rights import Viewer
from live.fragments import Fragment, register
from stories.models import Routing, Story
from workflow import answers_to_read, reports, silent_readings
from workflow.fragments import moderate_audience
from workflow.history import history_of
from workflow.rights import moderates_answer

# How the reply itself was written is its structure's business.
OF_ANSWERS = ["say_back", "publish_answer", "reject_answer", "take_over_answer"]


def answer_audience(viewer: Viewer, routing: Routing) -> str | None:
    if not moderates_answer(routing, viewer):
        return None
    return "senior" if viewer.is_senior else "moderate"


REPORT_ROW = register(
    Fragment(
        name="report_row",
        template="workflow/moderation/_report_row.html",
        subject="story",
        hears="reports",
        load=reports.load_reported,
        audience=moderate_audience,
        context=lambda story, audience: {"story": story},
        version=lambda story: story.version,
        stamp=lambda story: str(story.version),
    )
)

REPORT_BENCH = register(
    Fragment(
        name="report_bench",
        template="workflow/moderation/_report_bench.html",
        subject="story",
        hears="report",
        load=reports.load_published,
        audience=moderate_audience,
        context=lambda story, audience: {"story": story, "history": history_of(story)},
        version=lambda story: story.version,
        stamp=lambda story: str(story.version),
    )
)

ANSWER_ROW = register(
    Fragment(
        name="answer_row",
        template="workflow/moderation/_answer_row.html",
        subject="routing",
        hears="moderation",
        load=answers_to_read.load_answers,
        audience=answer_audience,
        context=lambda routing, audience: {"routing": routing},
        version=lambda routing: routing.version,
        stamp=lambda routing: str(routing.version),
    )
)

ANSWER_BENCH = register(
    Fragment(
        name="answer_bench",
        template="workflow/moderation/_answer_bench.html",
        subject="routing",
        hears="desk",
        load=answers_to_read.load_answers,
        audience=answer_audience,
        context=lambda routing, audience: {"routing": routing, "history": history_of(routing, OF_ANSWERS)},
        version=lambda routing: routing.version,
        stamp=lambda routing: str(routing.version),
    )
)

CALIBRATION_COUNT = register(
    Fragment(
        name="calibration_count",
        template="workflow/moderation/_calibration_count.html",
        subject="story",
        hears="calibration",
        ids=lambda _: ["calibration"],
        load=silent_readings.load_waiting,
        audience=lambda viewer, found: found.for_viewer(viewer) if viewer.is_moderator else None,
        context=lambda found, audience: {"waiting": audience},
    )
)


def _second_reader(viewer: Viewer, story: Story) -> str | None:
    return "reader" if moderate_audience(viewer, story) else None


CALIBRATE_BENCH = register(
    Fragment(
        name="calibrate_bench",
        template="workflow/moderation/_calibrate_bench.html",
        subject="story",
        hears="calibration",
        load=silent_readings.load_held,
        audience=_second_reader,
        context=lambda story, audience: {"story": story},
        version=lambda story: story.version,
        stamp=lambda story: str(story.version),
    )
)
