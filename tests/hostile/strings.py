"""Strings that have broken other software, and ways to see whether they broke ours."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from html.parser import HTMLParser
from itertools import islice

from django.http import HttpResponse

from tests.shared import shared_data

REFUSALS = {400, 403, 404, 405, 409, 410, 422, 429}
ANSWERS = {200, 204, 302, 303, 304} | REFUSALS
URL_ATTRIBUTES = {"href", "src", "action", "formaction", "data", "xlink:href", "poster", "background"}
RUNNING_URL = re.compile(r"\s*(?:javascript|vbscript|data:text)", re.I)
RUNNING_TAGS = {"iframe", "object", "embed", "base", "applet", "frame", "frameset", "marquee", "style"}
LONG = "Un très long récit. " * 50_000  # one million characters
NUL = "Bonjour\x00Mamie30, ceci est écrit avec un octet nul."
NUMBERS = [
    "", "0", "-1", "+1", "1.5", "1e3", "٣", "²", "0x10", " 1", "1 ", "1\n", "NaN", "None", "null", "true",
    "999999999", "2147483648", "9223372036854775807", "9223372036854775808", "9" * 40, "9" * 5000,
]  # fmt: skip


@cache
def naughty() -> tuple[str, ...]:
    """The 515 strings of the Big List of Naughty Strings, and our own."""
    strings = json.loads((shared_data("blns") / "blns.json").read_text())
    assert len(strings) == 515
    return (*strings, *NUMBERS, NUL, "\ud7ff\ue000", "\u202e\u2066", "a" * 65)


def stripe(number: int, of: int) -> tuple[str, ...]:
    """One share of the strings: together the shares hold them all."""
    return tuple(islice(naughty(), number, None, of))


def together(most: int) -> Iterator[str]:
    """All of them in as few texts of at most this length as possible."""
    text = ""
    for string in naughty():
        if "\x00" in string:
            continue
        if text and len(text) + len(string) + 1 > most:
            yield text
            text = ""
        text = f"{text}\n{string}"[:most]
    yield text


def assert_withstood(response: HttpResponse, sent: Iterable[str], what: str) -> None:
    """Answered in French or sent on; and nothing that was sent came back as anything but text."""
    assert response.status_code in ANSWERS, (what, response.status_code)
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return
    text = response.content.decode()
    if response.status_code in REFUSALS:
        assert 'lang="fr"' in text or "fr-alert" in text, f"{what}: not a page of ours"
    assert_only_text(text, sent, what)


def assert_only_text(html: str, sent: Iterable[str], what: str) -> None:
    """Nothing that was sent became a tag, an attribute or an address that runs."""
    suspicious = [
        line
        for string in sent
        for line in string.splitlines()
        # Short ones, and those without a meaning in HTML, stand in any page by chance.
        if len(line) > 8 and (escape(line) != line or ":" in line or "=" in line) and line in html
    ]
    if suspicious:
        found = Running()
        found.feed(html)
        assert not found.running, f"{what}: {suspicious[0]!r} runs: {found.running}"


class Running(HTMLParser):
    """What a browser would run of a page, but for our own scripts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.running: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        ours = tag == "script" and (dict(attrs).get("src") or "").startswith("/static/")
        if tag in RUNNING_TAGS or (tag == "script" and not ours):
            self.running.append(f"<{tag}>")
        for name, value in attrs:
            runs = name in URL_ATTRIBUTES and RUNNING_URL.match(value or "")
            if runs or name.startswith("on") or name == "style":
                self.running.append(f"<{tag} {name}={value!r}>")
