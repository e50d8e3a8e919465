"""One person's browser: cookies, pages, forms posted with the fields that the page gave."""

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.bench.rehearsal.page import Fields, Page
from tests.bench.rehearsal.play import BUSY, Play
from tests.bench.rehearsal.world import Person

NO_TLS = ssl.create_default_context()  # made once: it takes longer than anything a browser does here
Typed = Mapping[str, str | Sequence[str]]


class Browser:
    """Talks to one server at a time; ``move`` is a load balancer's whim."""

    def __init__(self, play: Play, person: Person | None = None) -> None:
        self.play, self.person = play, person
        self.server = play.next_server()
        self.requests = 0
        self._client = httpx.AsyncClient(
            verify=NO_TLS, trust_env=False, timeout=60, headers={"User-Agent": "rehearsal"}
        )

    @property
    def pk(self) -> int:
        assert self.person
        return self.person.pk

    def move(self) -> None:
        self.server = self.play.next_server()

    @property
    def cookies(self) -> str:
        return "; ".join(f"{c.name}={c.value}" for c in self._client.cookies.jar)

    async def close(self) -> None:
        await self._client.aclose()

    async def sign_in(self) -> None:
        """By the demo's button."""
        async with self.play.arriving:
            await self.get("/raconter/")
            answer = await self.post(f"/demo/entrer/{self.pk}/", {})
        if answer.status_code != 302:
            self.play.problem(f"signing in answered {answer.status_code}")

    async def get(self, path: str, **headers: str) -> Page:
        """A page, after the redirections that lead to it."""
        for _ in range(5):
            self.requests += 1
            answer = await self._sent("GET", path, headers=headers)
            if not answer.is_redirect:
                break
            path = _path(answer)
        return Page(path, answer.status_code, answer.text)

    async def post(self, path: str, fields: Typed) -> httpx.Response:
        """Press a button; where it leads is for the caller to follow."""
        headers = {"Origin": self.server, "X-CSRFToken": self._client.cookies.get("csrftoken") or ""}
        self.requests += 1
        return await self._sent("POST", path, data=_as_sent(fields), headers=headers)

    async def _sent(self, method: str, path: str, **more: Any) -> httpx.Response:
        """The server's answer; where people are patient, the one it gives once it is less busy."""
        while True:
            answer = await self._client.request(method, self.server + path, **more)
            self.play.count(answer)
            if answer.status_code != BUSY or not self.play.patient:
                return answer
            await asyncio.sleep(float(answer.headers.get("retry-after", 1)))

    async def follow(self, answer: httpx.Response) -> Page:
        return await self.get(_path(answer))

    async def post_and_lose(self, path: str, fields: Typed, seconds: float) -> httpx.Response | None:
        """The network goes away while the request is under way; None: no answer arrived."""
        try:
            return await asyncio.wait_for(self.post(path, fields), seconds)
        except (TimeoutError, httpx.TransportError):
            self.play.races["connection lost during a press"] += 1
            return None

    async def post_twice(self, path: str, fields: Typed) -> list[httpx.Response]:
        """A double click: the very same press, key and all."""
        self.play.races["same press sent twice at once"] += 1
        return list(await asyncio.gather(self.post(path, fields), self.post(path, fields)))


def typed(fields: Fields, **changes: str) -> Fields:
    """The form's fields with some typed anew."""
    return fields | {name: [value] for name, value in changes.items()}


def _as_sent(fields: Typed) -> dict[str, str | list[str]]:
    """Browsers send line ends as CRLF."""
    return {
        name: _crlf(values) if isinstance(values, str) else [_crlf(value) for value in values]
        for name, values in fields.items()
    }


def _crlf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def _path(answer: httpx.Response) -> str:
    parts = urlsplit(answer.headers["location"])
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
