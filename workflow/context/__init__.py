"""What stands beside a story being read (``beside``): similar ones (``similar``), suggestions (``suggestions``),
and what moderators write there, what it is about and notes to each other (``notes``)."""
