"""What everybody reads: published stories (``queries``, ``views``), live (``fragments``), drawn at most once a
second (``memory``, ``watermark``)."""
