"""Who is connected to a hub: which topics they may hear, and how far they have seen the log."""

from collections import defaultdict
from collections.abc import Iterable

from live.connection import Socket
from live.log import News, Position, Row

Missed = tuple[tuple[Row, ...], set[Socket]]


class Rooms:
    """A room per topic. Newcomers become residents once they are up to date with everyone else."""

    def __init__(self) -> None:
        self.newcomers: set[Socket] = set()
        self.residents: set[Socket] = set()
        self._position: Position | None = None  # what every resident has seen
        self._rooms: dict[str, set[Socket]] = defaultdict(set)

    @property
    def topics(self) -> list[str]:
        return list(self._rooms)

    def admit(self, socket: Socket) -> None:
        self.newcomers.add(socket)
        for topic in _rooms_of(socket):
            self._rooms[topic].add(socket)

    def leave(self, socket: Socket) -> None:
        self.newcomers.discard(socket)
        self.residents.discard(socket)
        for topic in _rooms_of(socket):
            if room := self._rooms.get(topic):
                room.discard(socket)
                if not room:
                    del self._rooms[topic]

    def settle(self, newcomers: set[Socket], position: Position) -> None:
        """These newcomers, and all residents, have now seen everything at ``position``."""
        self._position = position
        self.residents |= newcomers & self.newcomers
        self.newcomers -= newcomers

    def hearers(self, topics: Iterable[str], sockets: set[Socket]) -> set[Socket]:
        return set().union(*(self._rooms[t] & sockets for t in topics if t in self._rooms))

    def oldest_position(self, newcomers: Iterable[Socket]) -> Position | None:
        """From where the log must be read so that all of them can be brought up to date."""
        positions = [socket.since for socket in newcomers if socket.since]
        if self._position and self.residents:
            positions.append(self._position)
        return min(positions, key=lambda position: position.order, default=None)

    def who_missed_what(self, news: News, newcomers: set[Socket]) -> tuple[list[Missed], set[Socket]]:
        """The rows that each group of sockets has not seen, and the sockets that cannot catch up."""
        groups: dict[tuple[Row, ...], set[Socket]] = defaultdict(set)
        lost: set[Socket] = set()
        if self._position and self.residents:
            if news.reach(self._position):
                groups[news.unseen_at(self._position)] |= self.residents
            else:
                lost |= self.residents
        for socket in newcomers:
            if socket.since and news.reach(socket.since):
                groups[news.unseen_at(socket.since)].add(socket)
            else:
                lost.add(socket)
        return [(rows, sockets) for rows, sockets in groups.items() if rows], lost


def _rooms_of(socket: Socket) -> tuple[str, ...]:
    """The topics of its page; and everyone signed in hears of their own rights."""
    return (*socket.topics, f"rights:{socket.user_id}") if socket.user_id else socket.topics
