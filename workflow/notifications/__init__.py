"""Telling people: who is told (``recipients``), in the app (``notify``, ``bell``) and by e-mail (``mails`` owes,
``tasks`` sends, ``words`` it may hold); the kinds of both are what rooms registered (``kinds``)."""
