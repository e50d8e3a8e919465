"""A small busy house: one story or reply at each step, and what each button sends there."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from directory.models import User
from stories.models import Routing, Story
from tests.pressing import WORDS, key, take, version_of
from workflow.models import Step

TYPED = "Une phrase que personne ne doit avoir à retaper."
REPLY_FIELDS = {
    "text": TYPED,
    "greeting": WORDS.greeting,
    "signature": WORDS.signature,
    "status": "done",
}


@dataclass(frozen=True)
class Press:
    """A button: its URL, who presses it, on what, holding which step, and what was typed."""

    name: str
    by: User
    item: Story | Routing | None
    step: Step | None = None
    typed: dict[str, Any] | None = None

    @property
    def url(self) -> str:
        return reverse(self.name, args=[self.item.pk] if self.item else [])

    def fields(self, tab: str = "") -> dict[str, Any]:
        """All that the form would send this instant."""
        version = version_of(self.item) if self.item else 1
        return {"version": version, "key": key(), "tab": tab, **(self.typed or {})}

    def take(self) -> str:
        """Claim what this button needs; answers the tab."""
        return take(self.step, self.item, self.by) if self.step and self.item else ""


def signed_in(person: User, **more: Any) -> Client:
    client = Client(**more)
    client.force_login(person)
    return client


def press(button: Press, without: str = "", **changed: Any) -> HttpResponse:
    """Claim what is needed and press the button, maybe without one field."""
    fields = button.fields(button.take()) | changed
    fields.pop(without, None)
    return signed_in(button.by).post(button.url, fields)


def send(desk: Client, name: str, story: Story, **typed: Any) -> HttpResponse:
    """Press a button of the workbench that this browser has in hand."""
    fields = {"version": version_of(story), "key": key(), "tab": desk.tab}
    return desk.post(reverse(f"workflow:{name}", args=[story.pk]), fields | typed)
