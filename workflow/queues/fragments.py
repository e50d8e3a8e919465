"""The rows of stories to read, and the figures beside their queues' names."""

from live.fragments import Fragment, register
from workflow.queues.counts import load_moderation
from workflow.queues.queue import QUEUES, list_of
from workflow.queues.rows import load_stories
from workflow.spine import topics
from workflow.spine.audiences import moderate_audience
from workflow.spine.leases import load_leases

STORY_ROW = register(
    Fragment(
        name="story_row",
        template="workflow/queues/_story_row.html",
        subject="story",
        hears=topics.MODERATION,
        load=load_stories,
        audience=moderate_audience,
        context=lambda story, audience: {"story": story, "list": list_of(story)},
        version=lambda story: story.version,
        stamp=lambda story: str(story.version),
    )
)
MODERATION_COUNTS = register(
    Fragment(
        name="moderation_counts",
        template="workflow/queues/_moderation_counts.html",
        subject="story",
        hears=topics.MODERATION,
        ids=lambda _: list(QUEUES),
        load=load_moderation,
        audience=lambda viewer, found: found.for_viewer(viewer) if viewer.is_moderator else None,
        context=lambda found, audience: {"queue": found.pk, "length": audience},
    )
)

# Rows say who reads a story; until when, the page counts down from here, and a renewal redraws nothing else.
DESK_LEASES = register(
    Fragment(
        name="desk_leases",
        template="workflow/queues/_desk_leases.html",
        subject="lease",
        hears=topics.MODERATION,
        ids=lambda _: ["moderate"],
        load=load_leases,
        audience=lambda viewer, found: "moderate" if viewer.is_moderator else None,
        context=lambda found, audience: {"leases": found},
    )
)
