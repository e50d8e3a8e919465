"""What stands beside a story being read: similar ones, suggestions, and the notes moderators write to each
other."""
