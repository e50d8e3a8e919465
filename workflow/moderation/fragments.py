"""The workbench of a story, live."""

from live.fragments import Fragment, register
from workflow.queues.rows import load_stories
from workflow.spine.audiences import moderate_audience
from workflow.spine.history import history_of

STORY_BENCH = register(
    Fragment(
        name="story_bench",
        template="workflow/moderation/_story_bench.html",
        subject="story",
        hears="bench",
        load=load_stories,
        audience=moderate_audience,
        context=lambda story, audience: {"story": story, "history": history_of(story)},
        version=lambda story: story.version,
        stamp=lambda story: str(story.version),
    )
)
