"""Several people acting at the same instant, each on a connection of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from workflow.spine.refusals import Refusal


def at_once[T](*acts: Callable[[], T]) -> list[T | Refusal]:
    """What each came to, in order: its answer, or the refusal it met. Anything else fails the test."""
    ready = Barrier(len(acts))

    def act(one: Callable[[], T]) -> T | Refusal:
        try:
            connection.ensure_connection()
            ready.wait(30)
            return one()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as people:
        return [done.result() for done in [people.submit(act, one) for one in acts]]


def won[T](results: list[T | Refusal]) -> list[T]:
    """The answers of those who were not refused."""
    return [result for result in results if not isinstance(result, Refusal)]


def refused(results: list) -> list[Refusal]:
    return [result for result in results if isinstance(result, Refusal)]
