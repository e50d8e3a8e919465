"""The author's one answer to a reply: written (``author_views``), waiting to be read (``waiting``), published or
not (``actions``)."""
