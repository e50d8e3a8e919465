"""The live parts of the desks: rows, workbenches, counts and the bell."""

from collections.abc import Sequence

from directory.rights import Viewer
from live.fragments import Fragment, register
from stories.models import Routing, Story
from workflow import bell, claims, counts, moderation_counts
from workflow.history import history_of
from workflow.queues import load_routings, saves
from workflow.rights import moderates, rights_on_routing
from workflow.story_queues import QUEUES, list_of
from workflow.story_rows import load_stories

HIDDEN_FROM_DESKS = frozenset({"author", "read", "moderate", "senior"})
OWN_BELL = "self"


def moderate_audience(viewer: Viewer, story: Story) -> str | None:
    if story.author_id == viewer.user_id or not moderates(story, viewer):
        return None
    return moderators_audience(viewer)


def moderators_audience(viewer: Viewer) -> str:
    """Whose drawings a moderator gets, of all the stories that are theirs to read."""
    return "senior" if viewer.is_senior else "moderate"


def reply_audience(viewer: Viewer, routing: Routing) -> str | None:
    rights = rights_on_routing(routing, viewer) - HIDDEN_FROM_DESKS
    return " ".join(sorted(rights)) or None


STORY_ROW = register(
    Fragment(
        name="story_row",
        template="workflow/_story_row.html",
        subject="story",
        hears="moderation",
        load=load_stories,
        audience=moderate_audience,
        context=lambda story, audience: {"story": story, "list": list_of(story)},
        version=lambda story: story.version,
        stamp=lambda story: str(story.version),
    )
)

STORY_BENCH = register(
    Fragment(
        name="story_bench",
        template="workflow/_story_bench.html",
        subject="story",
        hears="bench",
        load=load_stories,
        audience=moderate_audience,
        context=lambda story, audience: {"story": story, "history": history_of(story)},
        version=lambda story: story.version,
        stamp=lambda story: str(story.version),
    )
)

MODERATION_COUNTS = register(
    Fragment(
        name="moderation_counts",
        template="workflow/_moderation_counts.html",
        subject="story",
        hears="moderation",
        ids=lambda _: list(QUEUES),
        load=moderation_counts.load_moderation,
        audience=lambda viewer, found: found.for_viewer(viewer) if viewer.is_moderator else None,
        context=lambda found, audience: {"queue": found.pk, "length": audience},
    )
)

# Rows say who reads a story; until when, the page counts down from here, and a renewal redraws nothing else.
DESK_LEASES = register(
    Fragment(
        name="desk_leases",
        template="workflow/_desk_leases.html",
        subject="lease",
        hears="moderation",
        ids=lambda _: ["moderate"],
        load=claims.load_leases,
        audience=lambda viewer, found: "moderate" if viewer.is_moderator else None,
        context=lambda found, audience: {"leases": found},
    )
)

# Its author's answer to a reply is a change of the routing.
ANSWERS_COUNT = register(
    Fragment(
        name="answers_count",
        template="workflow/_answers_count.html",
        subject="routing",
        hears="moderation",
        ids=lambda _: [moderation_counts.ANSWERS_BACK],
        load=moderation_counts.load_answers,
        audience=lambda viewer, found: found.for_viewer(viewer) if viewer.is_moderator else None,
        context=lambda found, audience: {"queue": found.pk, "length": audience},
    )
)

ROUTING_ROW = register(
    Fragment(
        name="routing_row",
        template="workflow/_routing_row.html",
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
        template="workflow/_routing_bench.html",
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
        template="workflow/_inbox_counts.html",
        subject="routing",
        hears="structure",
        ids=lambda _: ["inbox"],
        load=counts.load_inbox,
        audience=lambda viewer, found: found.for_viewer(viewer) if viewer.memberships else None,
        context=lambda found, audience: {"to_answer": audience[0], "to_validate": audience[1]},
    )
)


def _people(ids: Sequence[int]) -> dict[int, bell.Bell]:
    return bell.load(ids)


NOTIFICATION_BELL = register(
    Fragment(
        name="notification_bell",
        template="workflow/_notification_bell.html",
        subject="person",
        hears="person",
        load=_people,
        audience=lambda viewer, found: OWN_BELL if viewer.user_id == found.pk else None,
        context=lambda found, audience: {"bell": found},
        version=lambda found: found.version,
        stamp=lambda found: str(found.version),
    )
)
