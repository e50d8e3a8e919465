"""One browser's connection: what it may hear, and how far it lags behind."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

from live.drawing import Frame
from live.handshake import session_key_in
from live.log import Position
from live.page import granted

FORBIDDEN = 4403  # the page must be asked for again
TRY_LATER = 4013  # too slow: come back and catch up (Daphne cannot send 1013)
NONSENSE = 4008

# Bytes written and not acknowledged. Above the first, each element's latest
# drawing waits; together with those, above the second, the socket is closed.
LAGGING_BYTES = 256 * 1024
STUCK_BYTES = 1024 * 1024
STUCK_SECONDS = 30

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Turn:
    """One reading of the log by a hub: its number, and the position it led to."""

    def __init__(self, number: int, position: Position) -> None:
        self.number = number
        self.clock = time.monotonic()
        self._head = (
            f'{{"n":{number},"at":"{position.at.isoformat(timespec="milliseconds")}",'
            f'"since":"{position.token}"'
        )
        self._messages: dict[tuple[Frame, ...], str] = {}

    def message(self, frames: tuple[Frame, ...]) -> str:
        """The text that carries these frames: the same object for everybody who gets the same."""
        if frames not in self._messages:
            drawings = ",".join(frame.json for frame in frames)
            self._messages[frames] = f'{self._head},"frames":[{drawings}]}}'
        return self._messages[frames]

    def redraw(self) -> str:
        return f'{self._head},"redraw":true,"frames":[]}}'


class Socket:
    """What one browser may hear, whom it belongs to, and how far it lags behind."""

    def __init__(self, scope: dict[str, Any], send: Send) -> None:
        query = dict(parse_qsl(scope["query_string"].decode("latin1")))
        grant = granted(query.get("t", ""))
        self.is_granted = grant is not None
        self.user_id, self.topics = grant or (None, ())
        self.session_key = session_key_in(scope["headers"])
        self.since = Position.from_token(query.get("since", ""))
        self.viewer: Any = None
        self.is_closed = False
        self.written_at = 0.0
        self._send = send
        self._flying: deque[tuple[int, int, float]] = deque()
        self._flying_bytes = 0
        self._waiting: dict[str, Frame] = {}
        self._last_turn: Turn | None = None
        self._sending: set[asyncio.Task[None]] = set()

    def carry(self, turn: Turn, frames: Iterable[Frame]) -> None:
        """Write frames, or keep the latest of each element while the browser lags behind."""
        if self._flying_bytes > LAGGING_BYTES:
            self._last_turn = turn
            self._waiting.update((frame.id, frame) for frame in frames)
            if self._flying_bytes + sum(len(f.json) for f in self._waiting.values()) > STUCK_BYTES:
                self.close(TRY_LATER)
        else:
            self._write(turn, turn.message(tuple(frames)))

    def redraw(self, turn: Turn) -> None:
        """Have the page ask for its regions anew; drawings that still waited are pointless."""
        self._waiting.clear()
        self._write(turn, turn.redraw())

    def is_stuck(self, clock: float) -> bool:
        return bool(self._flying) and clock - self._flying[0][2] > STUCK_SECONDS

    def hear(self, text: str | None) -> None:
        """The browser says which message it has seen: the only thing it ever says."""
        try:
            seen = int(json.loads((text or "")[:100])["ack"])
        except (ValueError, KeyError, TypeError, OverflowError):
            self.close(NONSENSE)
            return
        while self._flying and self._flying[0][0] <= seen:
            self._flying_bytes -= self._flying.popleft()[1]
        if self._last_turn and self._flying_bytes <= LAGGING_BYTES:
            turn, frames = self._last_turn, tuple(self._waiting.values())
            self._last_turn, self._waiting = None, {}
            self._write(turn, turn.message(frames))

    def close(self, code: int) -> None:
        if not self.is_closed:
            self.is_closed = True
            self._waiting.clear()
            self._start_sending({"type": "websocket.close", "code": code})

    def _write(self, turn: Turn, text: str) -> None:
        if self.is_closed:
            return
        self.written_at = turn.clock
        self._flying.append((turn.number, len(text), turn.clock))
        self._flying_bytes += len(text)
        self._start_sending({"type": "websocket.send", "text": text})

    def _start_sending(self, message: dict[str, Any]) -> None:
        """Never awaits: Daphne's send is over at once; another server's goes on by itself."""
        loop = asyncio.get_running_loop()
        task: asyncio.Task[None] = asyncio.Task(
            self._send(message),  # type: ignore[arg-type]
            loop=loop,
            eager_start=True,
        )
        if not task.done():
            self._sending.add(task)
            task.add_done_callback(self._sent)
        else:
            self._sent(task)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        if not task.cancelled() and task.exception():
            self.is_closed = True  # the browser left while we wrote
