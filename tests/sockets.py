"""A page's socket as static/live.js holds it, without the browser."""

import json
import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from live.log import current_position
from live.page import grant
from tests.servers import Server
from tests.waiting import wait_for


class Desk:
    """What one page shows by its socket: element id → (version, html)."""

    def __init__(
        self, server: Server, *topics: str, user: Any = None, token: str = "", since: str = ""
    ) -> None:
        self.server = server
        self.cookie = signed_in(user) if user else ""
        self.token = token or grant(user.pk if user else None, topics)
        self.since = since or current_position().token
        self.elements: dict[str, tuple[int, str]] = {}
        self.messages: list[dict[str, Any]] = []
        self.close_code: int | None = None
        self.acknowledges = True
        self._socket: ClientConnection | None = None
        self._reader: threading.Thread | None = None

    def open(self, origin: str = "") -> "Desk":
        """Connect, or come back after a cut, from the last position received."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        query = urlencode({"t": self.token, "since": self.since})
        self.close_code = None
        self._stack = ExitStack()
        opening = connect(
            f"{self.server.socket_url}?{query}",
            additional_headers=headers,
            origin=origin or self.server.url,  # type: ignore[arg-type]
            compression=None,
            open_timeout=30,
        )
        self._socket = self._stack.enter_context(opening)
        self._reader = threading.Thread(target=self._read, args=[self._socket], daemon=True)
        self._reader.start()
        return self

    def __enter__(self) -> "Desk":
        return self.open() if self._socket is None else self

    def __exit__(self, *exception: object) -> None:
        self.cut()

    def cut(self) -> None:
        """Lose the connection."""
        if self._socket and self._reader:
            self._stack.close()
            self._reader.join(10)

    def say(self, text: str) -> None:
        assert self._socket
        self._socket.send(text)

    def wait(self, condition: Callable[..., Any], seconds: float = 10) -> Any:
        return wait_for(lambda: condition(self), seconds)

    def wait_for_turn(self) -> None:
        """Until the server said that it has read the log: what was committed before has arrived."""
        seen = len(self.messages)
        position = current_position()
        self.wait(lambda desk: any(m["at"] >= position.at.isoformat() for m in desk.messages[seen:]))

    def wait_closed(self, code: int) -> None:
        self.wait(lambda desk: desk.close_code)
        assert self.close_code == code

    @property
    def was_told_to_redraw(self) -> bool:
        return any(message.get("redraw") for message in self.messages)

    def _read(self, connection: ClientConnection) -> None:
        try:
            for text in connection:
                self._take(json.loads(text))
                if self.acknowledges:
                    connection.send(json.dumps({"ack": self.messages[-1]["n"]}))
        except ConnectionClosed:
            pass
        self.close_code = connection.close_code

    def _take(self, message: dict[str, Any]) -> None:
        for frame in message["frames"]:
            if frame["mode"] == "gone":
                self.elements.pop(frame["id"], None)
            elif frame["version"] >= self.elements.get(frame["id"], (0, ""))[0]:
                self.elements[frame["id"]] = frame["version"], frame["html"]
        self.since = message["since"]
        self.messages.append(message)


def signed_in(user: Any) -> str:
    """The cookie of a new session of this person."""
    client = Client()
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    return f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}"
