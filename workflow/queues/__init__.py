"""The queues of stories before moderators: what fills each (``queue``), how one filters and orders it
(``filters``), how long it is (``counts``), what a line shows (``rows``), and what desks redraw when a claim
is taken (``fragments``)."""
