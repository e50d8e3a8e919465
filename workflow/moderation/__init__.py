"""The moderators' desk: a story is given (``next``), opened (``opening``, ``bench``), decided on (``actions``,
``bulk``), left to a colleague (``passing``), and a decision taken back in its first seconds (``undo``). What
its author sent back is for the same moderator first (``keeping``)."""
