"""What answers at /live/: plain ASGI, as a Channels consumer hops threads at every message."""

from collections.abc import Awaitable, Callable
from typing import Any

from live.connection import FORBIDDEN, Send, Socket
from live.hub import hub_here


async def live_socket(
    scope: dict[str, Any], receive: Callable[[], Awaitable[dict[str, Any]]], send: Send
) -> None:
    """Accept first: a browser reads the code of a close only on a socket that was opened."""
    await receive()
    await send({"type": "websocket.accept"})
    socket = Socket(scope, send)
    if not socket.is_granted:
        socket.close(FORBIDDEN)
        return
    hub = hub_here()
    hub.admit(socket)
    try:
        while (message := await receive())["type"] != "websocket.disconnect":
            socket.hear(message.get("text"))
    finally:
        socket.is_closed = True
        hub.leave(socket)
