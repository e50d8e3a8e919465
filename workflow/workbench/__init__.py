"""What every desk shares: who may enter (``doors``), pressing a button (``presses``), the workbench of a step as
one record (``benches``), a form tied to its verb (``panels``), what happened to an item (``history``), the
texts a page shows (``texts``), and the stylesheet that tells mine from theirs (``mine``)."""
