"""What is live of all rooms: live/ imports this page when Django starts."""

from stories.mine import fragments as mine
from stories.public import fragments as public

__all__ = ["mine", "public"]
