"""The law and its one write path, which every room stands on.

What moves exist: ``story_way``, ``reply_way``, ``steps``. Who may: ``rights``, ``scope``, ``blind_reader``;
who may hear: ``topics``, ``audiences``. How it is done: ``moves`` guards and changes, ``record`` writes what
it leaves, ``keys`` make of two presses one, ``leases`` says who holds what, ``refusals`` what is answered
instead.
"""
