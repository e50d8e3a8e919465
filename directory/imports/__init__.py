"""The State's official export of structures: its rows read (``rows``), its tree checked (``tree``), and brought
in (``structures``)."""
