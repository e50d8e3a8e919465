"""One publish to many sockets: ./bin/bench live [--sockets N] [--rounds N].

Deliveries per CPU second of the server process: our hub on Daphne beside `websockets.broadcast` and a Channels
group with one member per socket, by turns within the same run. Every socket of the hub belongs to a moderator
with a session of their own; every publish is a transaction that changes a row and announces it.
"""

import argparse
import asyncio
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import psutil

from tests.bench.database import database_of, fill_once
from tests.bench.fanout.crowd import Crowd, Listener, percentiles
from tests.bench.figures import Figure, finish, of_rounds

SETTINGS = "tests.live.settings"
MOST = 5_000
LABELS = {
    "broadcast": "websockets.broadcast",
    "hub": "hub, Daphne",
    "group": "group per socket, in memory",  # what Channels does in one process, as our hub here
    "group_redis": "group per socket, Redis",
}
Paths = list[tuple[str, str]]  # what a socket asks for, and its cookie


@dataclass
class Contender:
    """One server, who listens to it, and how often it publishes in a round (the slower, the less)."""

    name: str
    process: psutil.Process
    crowd: Crowd
    publishes: int
    per_second: list[float] = field(default_factory=list)
    delays: list[tuple[float, float]] = field(default_factory=list)

    async def round(self, control: Listener) -> None:
        before, delays = self._cpu(), []
        for _ in range(self.publishes):
            delays += await self.crowd.publish(control)
        assert not self.crowd.lost, f"{self.name} lost {self.crowd.lost} sockets"
        self.per_second.append(len(delays) / (self._cpu() - before))
        self.delays.append(percentiles(delays))

    def _cpu(self) -> float:
        times = self.process.cpu_times()
        return times.user + times.system


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench live")
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    with database_of("live", Path(__file__), SETTINGS), ExitStack() as stack:
        contenders, paths = _start(stack, options.sockets)
        kilobytes = asyncio.run(_measure(contenders, paths, options.rounds))
    figures = _figures(contenders, kilobytes)
    _show(contenders, options.sockets)
    finish("live", figures)
    return 0 if all(figure.is_met for figure in figures.values()) else 1


def _start(stack: ExitStack, sockets: int) -> tuple[dict[str, Contender], Paths]:
    from tests.bench.fanout.people import cookies, fill

    fill_once(lambda: fill(MOST))
    from live.log import current_position
    from live.page import grant
    from tests.live import fragments
    from tests.servers import daphne, free_port, running
    from tests.valkey import valkey

    card = fragments.thing_for_measurements()
    since = current_position().token
    paths = [
        (f"/live/?{urlencode({'t': grant(pk, ('cards',)), 'since': since})}", cookie)
        for pk, cookie in cookies(sockets)
    ]
    environment = {"DJANGO_SETTINGS_MODULE": SETTINGS, "BENCH_CARD": str(card.pk)}
    redis = stack.enter_context(valkey())
    servers = "tests.bench.fanout.servers"
    port = free_port()
    started = {
        "broadcast": (running([sys.executable, "-m", servers, str(port)], port, {}), 200),
        "hub": (daphne(f"{servers}:hub", **environment), 20),
        "group": (daphne(f"{servers}:group", **environment), 5),
        "group_redis": (daphne(f"{servers}:group", **environment, REDIS_URL=redis.url), 5),
    }
    contenders = {}
    for name, (starting, publishes) in started.items():
        server = stack.enter_context(starting)
        process = psutil.Process(server.process.pid)
        contenders[name] = Contender(LABELS[name], process, Crowd(server.port), publishes)
    return contenders, paths


async def _measure(contenders: dict[str, Contender], paths: Paths, rounds: int) -> float:
    """Take the rounds; answers how many kilobytes an idle socket of the hub holds."""
    controls = {one.name: await one.crowd.control() for one in contenders.values()}
    hub = contenders["hub"]
    await hub.crowd.join(paths[:50])  # code and caches that the first sockets load
    await hub.crowd.greeted()
    await hub.crowd.publish(controls[hub.name])
    await hub.crowd.leave()
    before = hub.process.memory_info().rss
    await hub.crowd.join(paths)
    await hub.crowd.greeted()
    await hub.crowd.publish(controls[hub.name])
    kilobytes = (hub.process.memory_info().rss - before) / 1024 / len(paths)
    for one in contenders.values():
        if one is not hub:
            await one.crowd.join([("/live/", "")] * len(paths))
            await one.crowd.publish(controls[one.name])
    for _ in range(rounds):
        for one in contenders.values():
            await one.round(controls[one.name])
    for one in contenders.values():
        await one.crowd.leave()
    return kilobytes


def _figures(contenders: dict[str, Contender], kilobytes: float) -> dict[str, Figure]:
    hub = contenders["hub"]

    def ratio(name: str) -> list[float]:
        theirs = contenders[name].per_second
        return [one / other for one, other in zip(hub.per_second, theirs, strict=True)]

    return {
        "ratio_to_broadcast": of_rounds(ratio("broadcast"), 0.12),
        "ratio_to_group": of_rounds(ratio("group"), 4),
        "ratio_to_group_redis": of_rounds(ratio("group_redis")),
        "kb_per_socket": Figure(kilobytes, 35, at_most=True),
        "p50_ms": of_rounds(p50 for p50, _ in hub.delays),
        "p99_ms": of_rounds(p99 for _, p99 in hub.delays),
    }


def _show(contenders: dict[str, Contender], sockets: int) -> None:
    write = sys.stdout.write
    write(f"{sockets} sockets, messages of {contenders['hub'].crowd.size} bytes, median of the rounds\n\n")
    write(f"{'server':<30}{'deliveries per CPU s':>22}{'p50 ms':>10}{'p99 ms':>10}\n")
    for one in contenders.values():
        p50, p99 = (median(column) for column in zip(*one.delays, strict=True))
        write(f"{one.name:<30}{median(one.per_second):>22,.0f}{p50:>10.1f}{p99:>10.1f}\n")
    write("\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
