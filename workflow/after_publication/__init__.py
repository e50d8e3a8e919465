"""After publication: readers report (``readers``), moderators read what waits (``reports``) and amend, classify,
escalate; seniors take a story offline and put it back (``actions``)."""
