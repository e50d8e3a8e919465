"""The workbench of a story, live."""

from django.http import HttpRequest

from live.fragments import Fragment, register
from stories.topics import kind
from workflow.models import Step
from workflow.moderation.keeping import check_not_kept, let_go
from workflow.queues.queue import ON_DESK
from workflow.queues.rows import load_stories
from workflow.spine import topics
from workflow.spine.audiences import moderate_audience
from workflow.workbench.benches import Bench
from workflow.workbench.benches import register as register_bench
from workflow.workbench.history import history_of
from workflow.workbench.texts import story_text

STORY_BENCH = register(
    Fragment(
        name="story_bench",
        template="workflow/moderation/_story_bench.html",
        subject="story",
        hears=kind(topics.bench),
        load=load_stories,
        audience=moderate_audience,
        context=lambda story, audience: {"story": story, "history": history_of(story)},
        version=lambda story: story.version,
        stamp=lambda story: str(story.version),
    )
)


def _same_queue(request: HttpRequest) -> str:
    """The queue beside the workbench stays the one it was taken from."""
    slug = request.POST.get("file", "")
    return f"&file={slug}" if slug in ON_DESK else ""


register_bench(
    Bench(
        Step.MODERATE,
        page="workflow:bench",
        queue="workflow:moderation",
        check=check_not_kept,
        give_back=let_go,
        text=story_text,
        beside=_same_queue,
    )
)
