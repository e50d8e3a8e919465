"""How the desk does: what waits and for how long (``funnel``), week after week (``weeks``)."""
