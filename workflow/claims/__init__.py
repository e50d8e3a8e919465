"""Who has what in hand (``held``, ``holding``): taking, giving back, taking over, expiring (``actions``),
renewing (``renewing``), and what was half-typed meanwhile (``kept``). How long a lease lasts:
``spine/leases``."""
