"""An author's own stories, live."""

from collections.abc import Hashable

from directory.rights import Viewer
from live.fragments import Fragment, register
from stories.mine.told import stories_of_authors
from stories.models import Story
from stories.public.queries import moves_of


def author_audience(viewer: Viewer, story: Story) -> Hashable | None:
    """One's own stories only."""
    is_author = viewer.user_id is not None and viewer.user_id == story.author_id
    return "author" if is_author else None


MY_STORY = register(
    Fragment(
        name="my_story",
        template="stories/mine/_my_story.html",
        subject="story",
        hears="person",
        load=stories_of_authors,
        audience=author_audience,
        context=lambda story, audience: {"story": story},
        version=moves_of,
        stamp=lambda story: str(moves_of(story)),
    )
)
