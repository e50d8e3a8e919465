from stories.aids import Kind, find


def seen(text: str, kind: Kind) -> list[str]:
    """What is marked as this in a text."""
    return [text[mark.start : mark.end] for mark in find(text) if mark.kind == kind]
