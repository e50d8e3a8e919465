"""What ./bin/bench pilot is made of: the pilot's eighty-two stories in words of our own, and who moderates them."""
