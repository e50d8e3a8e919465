"""The bell: says only that something changed; whoever hears it reads the log.

Nothing depends on it: a bell that is lost is made up for by the hubs' own reading every
LIVE_POLL_SECONDS. So it may be coalesced, it is never awaited, and its errors are only logged.
"""

import threading
from collections.abc import Callable

from django.conf import settings

from live import faults

_listeners: set[Callable[[], None]] = set()


def listen(wake: Callable[[], None]) -> None:
    """Have ``wake`` called, from any thread, at every bell of this process and of the others."""
    _listeners.add(wake)
    if settings.REDIS_URL:
        _relay().listen()


def stop_listening(wake: Callable[[], None]) -> None:
    _listeners.discard(wake)


def ring() -> None:
    """Wake the hubs of this process, and have the relay wake those of the others."""
    for delay in faults.bells():
        if delay:
            later = threading.Timer(delay, _ring)
            later.daemon = True
            later.start()
        else:
            _ring()


def wake_listeners() -> None:
    """Wake the hubs of this process only."""
    for wake in list(_listeners):
        wake()


def _ring() -> None:
    wake_listeners()
    if settings.REDIS_URL:
        _relay().publish()


def _relay():  # type: ignore[no-untyped-def]
    from live import relay  # a process without Redis never loads it

    return relay.of_this_process(wake_listeners)
