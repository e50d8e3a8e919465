"""What happens to a story on its way: who reads it, what is decided, who is told, what is answered.

A room is a folder named by a word of DOMAIN.md. In it: its verbs (``actions``), what it loads (``waiting``,
``rows``…), draws (``fragments``), asks (``forms``), shows (``views``), writes by mail (``mails``), and its
addresses (``urls``). Rooms import downwards only; pyproject.toml says which floor each stands on.
"""
