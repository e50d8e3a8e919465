"""The queues of stories before moderators: what fills each (``queue``), how one filters and orders it
(``filters``), how long it is (``counts``), and what a line shows (``rows``)."""
