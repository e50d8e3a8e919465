"""Telling a story, one question a page: the draft (``drafts``) and its steps (``steps``, ``screens``), saved as
one types (``saving``), checked (``forms``, ``review``), and whom else to turn to (``orientation``)."""
