"""What a move is, as data: buttons and guards both read it."""

from collections.abc import Set
from dataclasses import dataclass
from functools import partial

from stories.models import Routing, Story
from workflow.models import Step

Item = Story | Routing


@dataclass(frozen=True)
class Transition:
    """One verb: from which states, to which, by whom (any of these rights), holding which step's claim.

    A target of None leaves the state as it is. ``ends``: the claim it is made under ends with it, whatever
    the state.
    """

    name: str
    model: type[Story] | type[Routing]
    sources: frozenset[str]
    target: str | None
    rights: frozenset[str]
    holding: Step | None = None
    past: str = ""
    ends: bool = False

    def open_to(self, item: Story | Routing, rights: Set[str]) -> bool:
        """Whether somebody with these rights on the item may make this move now."""
        return item.state in self.sources and bool(self.rights & rights)


TRANSITIONS: dict[str, Transition] = {}


def declare(
    model: type[Story] | type[Routing],
    name: str,
    sources: Set[str],
    target: str | None,
    rights: Set[str],
    *,
    holding: Step | None = None,
    past: str = "",
    ends: bool = False,
) -> Transition:
    transition = Transition(name, model, frozenset(sources), target, frozenset(rights), holding, past, ends)
    TRANSITIONS[name] = transition
    return transition


story_move = partial(declare, Story)
reply_move = partial(declare, Routing)
