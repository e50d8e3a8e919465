"""The pieces of the public pages that change before their readers' eyes."""

from collections.abc import Hashable, Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from directory.perimeter import answers
from directory.rights import Viewer, viewer_of
from live.fragments import Fragment, draw_for, register
from stories.models import Routing, Story
from stories.public.delays import ball
from stories.public.queries import moves_of, public_replies, public_stories
from stories.topics import STORIES, kind
from stories.topics import story as story_topic


def public_audience(viewer: Viewer, story: Story) -> Hashable | None:
    """Everybody, once published; of what was public and is no more, only that it is gone."""
    if story.is_public:
        return "public"
    return "gone" if story.published_at else None


def reply_audience(viewer: Viewer, routing: Routing) -> Hashable | None:
    """A reply is seen with its story, and hidden with it."""
    return public_audience(viewer, routing.story)


def drawn(request: HttpRequest, fragment: Fragment, items: Iterable[Any]) -> SafeString:
    """A whole region: these items as whoever asks may see them, from the cache where possible."""
    return mark_safe("\n".join(draw_for(fragment, items, viewer_of(request.user))))


STORY_CARD = register(
    Fragment(
        name="story_card",
        template="stories/public/_story_card.html",
        subject="story",
        hears=STORIES,
        load=public_stories,
        audience=public_audience,
        context=lambda story, audience: {"story": story},
        version=moves_of,
        stamp=lambda story: str(moves_of(story)),
    )
)
STORY_BODY = register(
    Fragment(
        name="story_body",
        template="stories/public/_story_body.html",
        subject="story",
        hears=kind(story_topic),
        load=public_stories,
        audience=public_audience,
        context=lambda story, audience: {"story": story, "ball": ball(story)},
        version=moves_of,
        stamp=lambda story: str(moves_of(story)),
    )
)
STORY_REPLY = register(
    Fragment(
        name="story_reply",
        template="stories/public/_story_reply.html",
        subject="routing",
        hears=kind(story_topic),
        load=public_replies,
        audience=reply_audience,
        context=lambda routing, audience: {"routing": routing, "answers": answers(routing.since)},
        version=lambda routing: routing.version,
        # Whether a service answers may change with the perimeter, without a move of the routing.
        stamp=lambda routing: f"{routing.version}-{answers(routing.since):d}",
    )
)
