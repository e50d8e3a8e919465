"""Pages left open: what they show, kept up to date by what they hear alone."""

import json
import re
from itertools import chain

from django.test import Client

from directory.models import User
from directory.rights import PUBLIC, Viewer
from live.drawing import draw_heard, what_is_heard
from live.fragments import draw, registry
from live.log import Position, read
from live.page import granted
from tests.workflow.desks import signed_in

ELEMENT = re.compile(rf'id="({"|".join(registry)})-(\w+)" data-version=')


class Page:
    """A page left open: what it shows, kept up to date by what it hears alone."""

    def __init__(self, client: Client, viewer: Viewer, url: str) -> None:
        self.client, self.viewer, self.url = client, viewer, url
        self.open(self.fetch())

    def open(self, text: str) -> None:
        found = re.search(r'data-live-token="([^"]+)" data-live-since="([^"]+)"', text)
        assert found, self.url
        grant = granted(found[1])
        position = Position.from_token(found[2])
        assert grant and position
        self.topics, self.since = grant[1], position
        self.shown = elements(text, self.viewer)

    def fetch(self) -> str:
        response = self.client.get(self.url)
        assert response.status_code in {200, 404, 410}, (self.url, response.status_code)
        return response.text

    def hear(self) -> dict[str, str | None]:
        """What is pushed to this page: element → its new drawing, None where it goes."""
        heard = what_is_heard(read(self.since, self.topics).rows)
        frames = draw_heard([(one, {self.viewer}) for one in heard])
        assert None not in frames, "a drawing failed"
        pushed = {}
        for frame in chain.from_iterable(one[self.viewer] for one in frames if one):
            pushed[frame.id] = json.loads(frame.json).get("html")
        return pushed

    def verify(self, what: str) -> None:
        """Every element the page shows, or would now show, is what a fresh page draws."""
        pushed = self.hear()
        before, fresh = self.shown, self.fetch()
        if "data-live-token" not in fresh:
            return  # gone: a reload shows no live page any more
        self.open(fresh)
        live = before | {name: html for name, html in pushed.items() if name in before}
        for name, html in live.items():
            if name in self.shown:
                assert html == self.shown[name], f"{what}: {name} on {self.url} is stale"
        for name in set(self.shown) - set(before):
            assert pushed.get(name) == self.shown[name], f"{what}: {name} on {self.url} was not told"


def elements(text: str, viewer: Viewer) -> dict[str, str]:
    """The fragments on a page, each as its own drawing would be now (which the page must contain)."""
    found = {}
    there: dict[str, list[str]] = {}
    for kind, pk in dict.fromkeys(ELEMENT.findall(text)):
        there.setdefault(kind, []).append(pk)
    for kind, pks in there.items():
        fragment = registry[kind]
        items = fragment.load([int(pk) for pk in pks if pk.isdigit()])
        for pk, item in items.items():
            html = draw(fragment, item, fragment.audience(viewer, item))
            assert html in text, f"{kind}-{pk} is drawn otherwise by the page"
            found[f"{kind}-{pk}"] = html
    return found


def open_page(who: User | None, url: str) -> Page:
    if who is None:
        return Page(Client(), PUBLIC, url)
    fresh = User.objects.get(pk=who.pk)
    return Page(signed_in(fresh), fresh.viewer, url)
