"""A reply on its way, and the addresses of its two workbenches."""

from django.urls import reverse

from directory.models import User
from stories.models import Routing
from tests.pressing import pressed
from workflow import actions
from workflow.actions import ReplyWords


def desk(routing: Routing, more: str = "") -> str:
    return reverse("workflow:desk", args=[routing.pk]) + more


def bench(routing: Routing, more: str = "") -> str:
    return reverse("workflow:judge", args=[routing.pk]) + more


def save(routing: Routing, by: User, tab: str, saves: int, text: str, **words: str) -> None:
    actions.save_draft(
        routing.pk, **pressed(routing, by), tab=tab, saves=saves, words=ReplyWords(text, **words)
    )
