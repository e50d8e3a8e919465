"""Who works at the measured desk, and the stories that wait before it."""

from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone

from directory.models import PlatformRole, Structure, User
from stories.aids import find
from stories.models import ContactMode, Story, StoryService, StoryText
from tests.bench.rehearsal.world import Person
from workflow.demo import read

AUTHORS = 200


def moderators(number: int) -> list[Person]:
    """National moderators, who belong to no structure."""
    people = User.objects.bulk_create(
        User(email=f"desk-{n}@demo.voxusagers.example", name=f"Modératrice {n}", password="!")
        for n in range(number)
    )
    role = PlatformRole.Role.MODERATOR
    PlatformRole.objects.bulk_create(PlatformRole(user=one, role=role) for one in people)
    return [Person(one.pk, one.name, one.email or "") for one in people]


@transaction.atomic
def stories(number: int) -> list[int]:
    """As many stories to read, each a little younger than the one before; their ids."""
    authors = User.objects.bulk_create(
        User(email=f"author-{n}@demo.voxusagers.example", password="!") for n in range(AUTHORS)
    )
    told = [
        one for one in read("stories") if not any(mark.blocks for mark in find(one["text"] + one["title"]))
    ]
    houses = {house.code: house for house in Structure.objects.filter(active=True)}
    begins = timezone.now() - timedelta(days=2)
    made = Story.objects.bulk_create(
        Story(
            author=authors[n % AUTHORS],
            pseudonym=f"Usager {n % AUTHORS}",
            title=f"{told[n % len(told)]['title'][:120]} ({n})",
            text=f"{told[n % len(told)]['text']}\n\nC'était la {n}e fois.",
            feeling=told[n % len(told)]["feeling"],
            happened_on=date.today(),
            state=Story.State.SUBMITTED,
            version=2,
            submitted_at=begins + timedelta(seconds=n),
        )
        for n in range(number)
    )
    StoryText.objects.bulk_create(
        StoryText(story=one, kind=StoryText.Kind.ORIGINAL, title=one.title, text=one.text, by=one.author)
        for one in made
    )
    about = [told[n % len(told)]["services"] or {next(iter(houses)): {"phone": ""}} for n in range(number)]
    services = StoryService.objects.bulk_create(
        StoryService(story=one, structure=houses[code])
        for one, of_each in zip(made, about, strict=True)
        for code in of_each
    )
    modes = (mode for of_each in about for mode in of_each.values())
    ContactMode.objects.bulk_create(
        ContactMode(service=service, mode=mode)
        for service, of_each in zip(services, modes, strict=True)
        for mode in of_each
    )
    return [one.pk for one in made]


def vacuum() -> None:
    """As the database would have been tidied by itself long ago."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
