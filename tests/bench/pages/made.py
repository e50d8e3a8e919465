"""The stories that the pages show while they are measured."""

from datetime import timedelta
from itertools import cycle

from django.utils import timezone

from directory.models import Network, PlatformRole, Structure, User
from tests.stories_made import TEXT, answer, published_story, submitted_story

PUBLISHED = 300
TO_READ = 50
HOUSES = 12
MODERATOR = "bench-moderator@demo.voxusagers.example"
FEELINGS = ("negative", "positive", "neutral", "unexpressed")


def fill() -> None:
    """A few hundred published stories, two in three answered, half of them by two services; 50 to be read."""
    author = User.objects.create_user("bench-author@demo.voxusagers.example")
    moderator = User.objects.create_user(MODERATOR, "Modératrice Mesurée")
    PlatformRole.objects.create(user=moderator, role=PlatformRole.Role.MODERATOR)
    houses = _houses()
    pairs = zip(cycle(houses), cycle(houses[1:]), cycle(FEELINGS), strict=False)
    now = timezone.now()
    for n, (house, other, feeling) in zip(range(PUBLISHED), pairs, strict=False):
        asked = [house, other][: 1 + n % 2] if house != other else [house]
        when = now - timedelta(hours=n + 2)
        told = {"title": f"Dossier {n} fermé sans explication", "text": TEXT * 8, "feeling": feeling}
        story = published_story(
            author, *asked, submitted_at=when - timedelta(days=1), published_at=when, **told
        )
        if n % 3:
            for routing in story.routings.all():
                answer(routing, at=when + timedelta(hours=1))
    for n, (house, _, feeling) in zip(range(TO_READ), pairs, strict=False):
        told = {"title": f"Dossier {n} qui attend d'être lu", "text": TEXT * 8, "feeling": feeling}
        submitted_story(author, house, submitted_at=now - timedelta(minutes=n), **told)


def _houses() -> list[Structure]:
    network = Network.objects.create(name="Branche Famille")
    houses: list[Structure] = []
    for n in range(HOUSES):
        house = Structure.objects.create(
            code=f"SPP-{n}", name=f"Caf n° {n}", network=network, parent=houses[0] if n else None,
            answers_since="2019-03-14",
        )  # fmt: skip
        house.path = [*(houses[0].path if n else []), house.pk]
        house.save(update_fields=["path"])
        houses.append(house)
    return houses
