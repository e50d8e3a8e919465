"""What the author of a story does with it: sends it with a proof of who they are (``sending``), takes it back or
sends it anew (``actions``); and what they are shown of what was decided (``said``)."""
