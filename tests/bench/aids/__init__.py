"""How much of what must not be public the reading aids see, and how much of what they see is that."""
