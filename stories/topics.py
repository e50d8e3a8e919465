"""What pages listen to, as far as citizens' pages know it. Desks have theirs in workflow/spine/topics.py."""

STORIES = "stories"


def story(pk: int) -> str:
    """One story and its replies, as the public reads them."""
    return f"story:{pk}"


def person(pk: int | None) -> str:
    """What concerns one person: their bell, and their own stories."""
    return f"person:{pk}"
