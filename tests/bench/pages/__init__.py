"""What ./bin/bench pages is made of: its data, the readers, and the views that only answer "ok"."""
