"""What is a moderator's to read: the rule once, and its forms in Python, as a queryset's condition and in SQL.

Nobody moderates what they wrote, nor what is about a structure they belong to; whoever is limited to networks reads
what is about one of them. A story is about the services it tells of, an author's answer about the one that replied.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Set
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from directory.models import Structure
from directory.rights import Viewer
from stories.models import Routing, Story, StoryService

# The services that a row of stories_story tells of, as rows ``house`` of which one must be so.
SERVICES = (
    "EXISTS (SELECT FROM stories_storyservice service JOIN directory_structure house"
    " ON house.id = service.structure_id WHERE service.story_id = stories_story.id AND {})"
)


@dataclass(frozen=True)
class Scope:
    """One moderator's: themselves, the networks they are limited to (None: all), the structures they belong to."""

    me: int | None
    networks: frozenset[int] | None
    homes: tuple[int, ...]

    def lets(self, author: int | None, networks: Set[int], ancestors: Set[int]) -> bool:
        """The rule: ``networks`` are those of the services concerned, ``ancestors`` they and all above them (ids)."""
        return (
            author != self.me
            and (self.networks is None or not self.networks.isdisjoint(networks))
            and not (self.homes and self.is_home(ancestors))
        )

    def is_home(self, ancestors: Collection[int]) -> bool:
        """Whether they belong to one of these structures."""
        return any(home in ancestors for home in self.homes)

    def lets_houses(self, author: int | None, houses: Iterable[Structure]) -> bool:
        """The same of services that are loaded."""
        told = list(houses)
        return self.lets(author, {h.network_id for h in told}, {pk for h in told for pk in h.path})

    def q(self, author: str, some_house: Callable[[str, Any], Q | Exists]) -> Q:
        """As a condition: ``author`` names the column; ``some_house(lookup, value)``: one of the services is so."""
        rule = ~Q(**{author: self.me})
        for wanted, lookup, _, _, value in self._of_houses():
            found = Q(some_house(lookup, value))
            rule &= found if wanted else ~found
        return rule

    def sql(self, author: str, some_house: str = "({})") -> tuple[str, dict[str, Any]]:
        """The same in SQL, with its parameters; ``some_house`` holds a condition on a row called ``house``."""
        conditions, parameters = [f"{author} <> %(viewer)s"], {"viewer": self.me}
        for wanted, _, condition, name, value in self._of_houses():
            conditions.append(("" if wanted else "NOT ") + some_house.format(condition))
            parameters[name] = value  # type: ignore[assignment]
        return " AND ".join(conditions), parameters

    def _of_houses(self) -> Iterator[tuple[bool, str, str, str, Any]]:
        """What must hold of some service, or must not: as a lookup, and in SQL with its parameter."""
        if self.networks is not None:
            yield True, "network__in", "house.network_id = ANY(%(networks)s)", "networks", list(self.networks)
        if self.homes:
            homes = list(self.homes)
            yield False, "path__overlap", "house.path && %(structures)s::bigint[]", "structures", homes


def scope_of(viewer: Viewer) -> Scope:
    return Scope(viewer.user_id, viewer.networks, tuple(viewer.structures))


def was_sent(story: Story) -> bool:
    """Whether its author handed it in: a draft, even one withdrawn, is nobody else's to read."""
    return story.submitted_at is not None and story.state != Story.State.DRAFT


def moderates(story: Story, viewer: Viewer) -> bool:
    """Whether this story is theirs to read; needs its services loaded."""
    houses = (service.structure for service in story.services.all())
    return viewer.is_moderator and was_sent(story) and scope_of(viewer).lets_houses(story.author_id, houses)


def moderates_answer(routing: Routing, viewer: Viewer) -> bool:
    """Whether an author's answer to this reply is theirs to read."""
    return (
        viewer.is_moderator
        and routing.state == Routing.State.ANSWERED
        and scope_of(viewer).lets_houses(routing.story.author_id, [routing.structure])
    )


def stories_to_moderate(viewer: Viewer) -> QuerySet[Story]:
    """The stories this viewer moderates: the queryset form of ``moderates``."""
    if not viewer.is_moderator:
        return Story.objects.none()
    services = StoryService.objects.filter(story=OuterRef("pk"))
    sent = Story.objects.filter(submitted_at__isnull=False).exclude(state=Story.State.DRAFT)
    return sent.filter(
        scope_of(viewer).q(
            "author", lambda lookup, value: Exists(services.filter(**{f"structure__{lookup}": value}))
        )
    )


def to_moderate_in_sql(viewer: Viewer) -> tuple[str, dict[str, Any]]:
    """``stories_to_moderate`` of a moderator as a condition on submitted rows of stories_story, and its parameters."""
    return scope_of(viewer).sql("author_id", SERVICES)


def routings_visible_to(viewer: Viewer, right: str = "see") -> QuerySet[Routing]:
    """The routings on which this viewer has the right, by structure tree."""
    if right in viewer.rights_in([]):
        return Routing.objects.all()
    houses = [structure for structure, _ in viewer.memberships if right in viewer.rights_in([structure])]
    return Routing.objects.filter(Q(structure__path__overlap=houses)) if houses else Routing.objects.none()
