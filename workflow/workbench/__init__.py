"""What every desk shares: pressing a button (``presses``), the workbench of a step as one record (``benches``),
a form tied to its verb (``panels``), and whose is what (``mine``)."""
