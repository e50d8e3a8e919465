"""Mes expériences: an author's own stories and how far each has come (``own``), what moderators said of it
(``said``)."""
