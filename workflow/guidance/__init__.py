"""The words moderators go by and keep on the site: the guide to the cases (``guide``), what authors are told of
a decision (``told``)."""
