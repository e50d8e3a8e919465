"""Reading aids: what a moderator may overlook in a text. They mark and warn; people decide and edit.

``find`` is pure and takes a time proportional to the text, whatever the text.
"""

from stories.aids.marks import Kind, Mark, redact
from stories.aids.reading import find

__all__ = ["Kind", "Mark", "find", "redact"]
