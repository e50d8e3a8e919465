"""The three servers that publish to everybody when their control socket says so.

daphne tests.bench.fanout.servers:hub        live/ as it is
daphne tests.bench.fanout.servers:group      a Channels consumer, one group membership per socket
python -m tests.bench.fanout.servers PORT    websockets.broadcast
"""

import asyncio
import os
import sys
from typing import Any

TEXT = "x" * 1_500


def __getattr__(name: str) -> Any:
    """Applications are made when a server asks for them: each imports only what it needs."""
    from channels.routing import ProtocolTypeRouter, URLRouter
    from channels.security.websocket import AllowedHostsOriginValidator
    from django.core.asgi import get_asgi_application
    from django.urls import path

    pages = get_asgi_application()
    socket, control = {"hub": _hub, "group": _group}[name]()
    routes = URLRouter([path("live/", socket), path("control/", control)])
    return ProtocolTypeRouter({"http": pages, "websocket": AllowedHostsOriginValidator(routes)})


def _hub() -> tuple[Any, Any]:
    from asgiref.sync import sync_to_async

    from live.socket import live_socket
    from tests.live.fragments import change

    card = int(os.environ["BENCH_CARD"])

    async def control(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        while (await receive())["type"] == "websocket.receive":
            await sync_to_async(change)(card, ["cards"])

    return live_socket, control


def _group() -> tuple[Any, Any]:
    from channels.generic.websocket import AsyncWebsocketConsumer

    class Member(AsyncWebsocketConsumer):
        groups = ["all"]

        async def published(self, event: dict[str, str]) -> None:
            await self.send(text_data=event["text"])

    class Control(AsyncWebsocketConsumer):
        async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
            await self.channel_layer.group_send("all", {"type": "published", "text": TEXT})

    return Member.as_asgi(), Control.as_asgi()


async def broadcast(port: int) -> None:
    """What one Python process can do at best."""
    from websockets.asyncio.server import ServerConnection, broadcast, serve

    everybody: set[ServerConnection] = set()

    async def handle(connection: ServerConnection) -> None:
        assert connection.request
        if connection.request.path == "/control/":
            async for _ in connection:
                broadcast(everybody, TEXT)
        else:
            everybody.add(connection)
            await connection.wait_closed()
            everybody.discard(connection)

    async with serve(handle, "127.0.0.1", port, compression=None, backlog=4096) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(broadcast(int(sys.argv[1])))
