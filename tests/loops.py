"""Loops of one's own: a worker's main thread may be running the one of a browser that another test drives."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor


def in_a_loop[T](coroutine: Coroutine[object, object, T]) -> T:
    """Run this to its end in a thread and a loop that nobody else uses."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
