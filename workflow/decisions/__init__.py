"""What every decision on a story has in common: its words (``words``), what stops a publication (``gate``),
writing it down and telling its author (``deciding``), its effect once nobody can undo it (``effects``), where
it is addressed (``routing``), waiting for the author (``waiting``), and closing what hangs on it
(``closing``). What a text shows by itself: danger (``urgency``), persons (``names``). Which ones are read
twice: ``calibrating``."""
