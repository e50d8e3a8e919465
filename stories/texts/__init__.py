"""Two versions of a text: what differs (``difference``), and what a rewriting would change, range by range
(``rewrites``)."""
