"""What pages listen to, as far as citizens' pages know it. Desks have theirs in workflow/spine/topics.py."""

from collections.abc import Callable

STORIES = "stories"


def kind(topic: Callable[[int], str]) -> str:
    """What a fragment hears: every topic of this kind, whatever its id."""
    return topic(0).partition(":")[0]


def story(pk: int) -> str:
    """One story and its replies, as the public reads them."""
    return f"story:{pk}"


def person(pk: int | None) -> str:
    """What concerns one person: their bell, and their own stories."""
    return f"person:{pk}"
