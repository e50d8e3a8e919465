"""A page as a browser has it: its live elements, regions, forms and buttons."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape

# Templates escape < and > in attributes, so a tag ends where it seems to.
START = re.compile(r"<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>")
ATTRIBUTE = re.compile(r"([a-z][\w-]*)(?:=\"([^\"]*)\")?")
TEMPLATE = re.compile(r"<template\b.*?</template>", re.DOTALL)
Fields = dict[str, list[str]]


@dataclass(frozen=True)
class Element:
    """One element: its attributes, and its bytes as they stand in the page."""

    attributes: dict[str, str]
    html: str

    @property
    def version(self) -> int:
        return int(self.attributes.get("data-version") or 0)

    @property
    def list(self) -> str:
        return self.attributes.get("data-list", "")

    @property
    def holder(self) -> str:
        return self.attributes.get("data-holder", "")


def element_of(html: str) -> Element:
    """The element that this html is."""
    start = START.match(html)
    return Element(_attributes(start[2]) if start else {}, html)


class Page:
    """One answer of the server, read when asked."""

    def __init__(self, url: str, status: int, html: str) -> None:
        self.url, self.status, self.html = url, status, html

    @cached_property
    def live(self) -> tuple[str, str] | None:
        """Token and position, if the page is live."""
        found = re.search(r'data-live-token="([^"]+)" data-live-since="([^"]+)"', self.html)
        return (unescape(found[1]), unescape(found[2])) if found else None

    @cached_property
    def regions(self) -> list[Element]:
        return [one for _, one in self._elements("data-region")]

    @cached_property
    def elements(self) -> dict[str, Element]:
        """Everything that pushes may replace, by id."""
        return {one.attributes["id"]: one for _, one in self._elements("data-version")}

    @cached_property
    def rows(self) -> dict[str, Element]:
        """Those among them that lie in a region."""
        inside = Page("", 0, "".join(region.html for region in self.regions))
        return inside.elements

    def button(self, element_id: str) -> dict[str, str] | None:
        """The attributes of a button or link, if the page has it."""
        for _, one in self._elements(f'id="{element_id}"'):
            return one.attributes
        return None

    def form(self, form_id: str = "", *, posting_to: str = "") -> Fields | None:
        """What a browser would send with this form before anything is typed."""
        for start in START.finditer(self.html):
            if start[1] != "form":
                continue
            attributes = _attributes(start[2])
            if form_id and attributes.get("id") != form_id:
                continue
            if posting_to and attributes.get("action") != posting_to:
                continue
            if form_id or posting_to or attributes.get("method") == "post":
                return _fields(_outer(self.html, start))
        return None

    def _elements(self, marked: str) -> Iterator[tuple[str, Element]]:
        for start in START.finditer(self.html):
            if marked in start[2]:
                yield start[1], Element(_attributes(start[2]), _outer(self.html, start))


def _attributes(text: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in ATTRIBUTE.findall(text)}


def _outer(html: str, start: re.Match[str]) -> str:
    """From a start tag to its end tag."""
    depth = 0
    for tag in re.compile(rf"<(/?){start[1]}\b").finditer(html, start.start()):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return html[start.start() : html.index(">", tag.start()) + 1]
    return html[start.start() : start.end()]


def _fields(html: str) -> Fields:
    html = TEMPLATE.sub("", html)
    fields: Fields = {}
    for start in START.finditer(html):
        attributes = _attributes(start[2])
        name = attributes.get("name", "")
        if not name:
            continue
        if start[1] == "input":
            kind = attributes.get("type", "text")
            if kind not in {"checkbox", "radio"} or "checked" in attributes:
                fields.setdefault(name, []).append(attributes.get("value", ""))
        elif start[1] == "textarea":
            inner = _outer(html, start)[len(start[0]) : -len("</textarea>")]
            fields.setdefault(name, []).append(unescape(inner.removeprefix("\n")))
        elif start[1] == "select":
            fields.setdefault(name, []).append(_chosen(_outer(html, start)))
    return fields


def _chosen(html: str) -> str:
    options = re.findall(r"<option([^<>]*)>([^<]*)", html)
    for about, label in [*(o for o in options if " selected" in o[0]), *options]:
        attributes = _attributes(about)
        return attributes.get("value", unescape(label))
    return ""
