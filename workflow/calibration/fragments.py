"""How many second readings wait, and one of them, live."""

from directory.rights import Viewer
from live.fragments import Fragment, register
from stories.models import Story
from workflow.calibration.waiting import load_held, load_waiting
from workflow.spine.audiences import moderate_audience

CALIBRATION_COUNT = register(
    Fragment(
        name="calibration_count",
        template="workflow/calibration/_calibration_count.html",
        subject="story",
        hears="calibration",
        ids=lambda _: ["calibration"],
        load=load_waiting,
        audience=lambda viewer, found: found.for_viewer(viewer) if viewer.is_moderator else None,
        context=lambda found, audience: {"waiting": audience},
    )
)


def _second_reader(viewer: Viewer, story: Story) -> str | None:
    return "reader" if moderate_audience(viewer, story) else None


CALIBRATE_BENCH = register(
    Fragment(
        name="calibrate_bench",
        template="workflow/calibration/_calibrate_bench.html",
        subject="story",
        hears="calibration",
        load=load_held,
        audience=_second_reader,
        context=lambda story, audience: {"story": story},
        version=lambda story: story.version,
        stamp=lambda story: str(story.version),
    )
)
