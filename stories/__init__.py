"""What is told, and what the public reads: telling, browsing, the author's own space."""
