"""How many second readings wait, and one of them, live."""

from directory.models import User
from directory.rights import Viewer
from live.fragments import Fragment, register
from stories.models import Story
from workflow.calibration.actions import to_calibrate
from workflow.calibration.waiting import load_held, load_waiting
from workflow.models import Step
from workflow.spine import topics
from workflow.spine.audiences import moderate_audience
from workflow.spine.refusals import TooLate
from workflow.workbench.benches import Bench
from workflow.workbench.benches import register as register_bench
from workflow.workbench.texts import story_text

CALIBRATION_COUNT = register(
    Fragment(
        name="calibration_count",
        template="workflow/calibration/_calibration_count.html",
        subject="story",
        hears=topics.CALIBRATION,
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
        hears=topics.CALIBRATION,
        load=load_held,
        audience=_second_reader,
        context=lambda story, audience: {"story": story},
        version=lambda story: story.version,
        stamp=lambda story: str(story.version),
    )
)


def _check_waiting(story: Story, by: User) -> None:
    if not to_calibrate(by).filter(story=story.pk).exists():
        raise TooLate("Cette relecture est déjà faite.")


register_bench(
    Bench(
        Step.CALIBRATE,
        page="workflow:calibrate",
        queue="workflow:calibration",
        check=_check_waiting,
        text=story_text,
    )
)
