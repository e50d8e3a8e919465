"""Things to show live: networks, whose name begins with how many times they changed."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from directory.models import Network
from live.fragments import Fragment, register
from live.log import Change, announce

TOPICS = ["things", "desk"]


def load(ids: Sequence[int]) -> dict[int, Network]:
    return Network.objects.in_bulk(ids)


def load_badly(ids: Sequence[int]) -> dict[int, Network]:
    raise RuntimeError("this fragment is broken")


def version(thing: Network) -> int:
    return int(thing.name.split()[0])


def _register(
    kind: str, hears: str, *, audience: Any = lambda viewer, item: "all", **options: Any
) -> Fragment:
    size = options.pop("size", 0)
    fragment = Fragment(
        name=kind,
        template=f"tests_live/{'row' if kind == 'row' else 'thing'}.html",
        subject="thing",
        hears=hears,
        load=options.get("load", load),
        audience=audience,
        context=lambda item, audience: {"item": item, "kind": kind, "ballast": "x" * size},
        version=version,
        stamp=lambda item: item.name,
    )
    return register(fragment)


def moderators(viewer: Any, item: Network) -> str | None:
    return "desk" if viewer.is_moderator else None


THING = _register("thing", "things")
SECRET = _register("secret", "desk", audience=moderators)
BROKEN = _register("broken", "broken", load=load_badly)
ROW = _register("row", "rows")
HEAVY = _register("heavy", "heavy", size=100_000)
CARD = _register("card", "cards", size=1_180)  # for measurements: about 1.5 KB on the wire


def make(text: str = "bonjour") -> Network:
    return Network.objects.create(name=f"0 {text}")


def change(pk: int, topics: Sequence[str] = TOPICS) -> None:
    """Count one change of the thing and announce it, as an action would."""
    with transaction.atomic():
        thing = Network.objects.select_for_update().get(pk=pk)
        number, text = thing.name.split(" ", 1)
        thing.name = f"{int(number) + 1} {text}"
        thing.save()
        announce(Change(topics, "thing", pk))


def remove(pk: int) -> None:
    with transaction.atomic():
        Network.objects.filter(pk=pk).delete()
        announce(Change(TOPICS, "thing", pk))


def thing_for_measurements() -> Network:
    """The one that benchmarks change again and again."""
    thing = Network.objects.filter(name__endswith=" mesure").first()
    return thing or make("mesure")
