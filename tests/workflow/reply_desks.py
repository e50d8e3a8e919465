"""A reply on its way, and the addresses of its two workbenches."""

from django.urls import reverse

from stories.models import Routing


def desk(routing: Routing, more: str = "") -> str:
    return reverse("workflow:desk", args=[routing.pk]) + more


def bench(routing: Routing, more: str = "") -> str:
    return reverse("workflow:judge", args=[routing.pk]) + more
