"""An author's own stories, live."""

from collections.abc import Hashable

from directory.rights import Viewer
from live.fragments import Fragment, register
from stories.mine.own import OwnStory, stories_of_authors
from stories.public.queries import moves_of
from stories.topics import kind, person


def author_audience(viewer: Viewer, own: OwnStory) -> Hashable | None:
    """One's own stories only."""
    is_author = viewer.user_id is not None and viewer.user_id == own.story.author_id
    return "author" if is_author else None


MY_STORY = register(
    Fragment(
        name="my_story",
        template="stories/mine/_my_story.html",
        subject="story",
        hears=kind(person),
        load=stories_of_authors,
        audience=author_audience,
        context=lambda own, audience: {"story": own.story, "own": own},
        version=lambda own: moves_of(own.story),
        stamp=lambda own: str(moves_of(own.story)),
    )
)
