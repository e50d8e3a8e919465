"""The journal of decisions: read from the events (``entries``), filtered (``forms``), exported (``export``)."""
