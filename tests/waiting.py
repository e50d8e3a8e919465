"""Waiting for what another process or thread does: for a condition, never for a time."""

import time
from collections.abc import Callable


def wait_for[T](condition: Callable[[], T], seconds: float = 10) -> T:
    """Ask until the answer is true, and give it back; fail when the time is up."""
    end = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < end, f"still not true after {seconds} s"
        time.sleep(0.02)
    return answer
