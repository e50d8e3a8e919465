"""The workbench of each work step: one record, which the room whose work it is declares beside its fragments."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from directory.models import User
from stories.models import Story
from workflow.models import Step
from workflow.spine.steps import CLAIM
from workflow.workbench.presses import HeldPress, SignedIn


def _nothing_more(item: Any, by: User) -> None:
    """The state alone tells whether there is work; giving back changes nothing else."""


def _nothing_unsaved(request: SignedIn, item_id: int, pressed: HeldPress) -> HeldPress:
    return pressed


def _nowhere_in_particular(request: HttpRequest) -> str:
    return ""


@dataclass(frozen=True)
class Bench:
    """What claiming, giving back and going on need to know of a work step.

    ``page`` and ``queue`` are URL names, of the workbench and of the queue it was taken from. ``check(item, by)``
    raises TooLate where the state alone does not tell whether there is work for this person. ``give_back(item, by)``
    changes what else goes with a claim that is given back. ``text(item id)`` is the text worked on, so that what was
    typed for a decision can be told from it; None where the step has a draft of its own, which ``save(request, item
    id, pressed)`` brings up to date before it is given back. ``beside(request)`` are the query parameters that keep
    the same queue beside the workbench.
    """

    step: Step
    page: str
    queue: str
    check: Callable[[Any, User], None] = _nothing_more
    give_back: Callable[[Any, User], None] = _nothing_more
    text: Callable[[int], str] | None = None
    save: Callable[[SignedIn, int, HeldPress], HeldPress] = _nothing_unsaved
    beside: Callable[[HttpRequest], str] = _nowhere_in_particular

    @property
    def is_of_stories(self) -> bool:
        """Whether the item is a story; else a routing."""
        return CLAIM[self.step].model is Story


BENCHES: dict[Step, Bench] = {}


def register(bench: Bench) -> Bench:
    """Declare the workbench of a step."""
    if bench.step in BENCHES:
        raise ValueError(f"Two workbenches for the step {bench.step}.")
    BENCHES[bench.step] = bench
    return bench


def bench_url(step: Step, item_id: int, tab: object = "") -> str:
    """The workbench of a step, in the tab that holds it."""
    url = reverse(BENCHES[step].page, args=[item_id])
    return f"{url}?tab={tab}" if tab else url
