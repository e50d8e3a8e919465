"""Stories in a given state, made directly: for tests about what comes after."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from directory.models import Structure, User
from stories.models import ContactMode, Reply, Routing, Story, StoryService, StoryText

TITLE = "Dossier fermé sans explication"
TEXT = "J'ai déclaré mon déménagement en ligne le 2 septembre.\n\nPuis plus rien pendant cinq semaines."
REPLY = "Merci de votre récit. Nous avons repris votre dossier et corrigé notre courrier."


def draft_story(author: User | None = None, structures: Iterable[Structure] = (), **more: Any) -> Story:
    """A complete draft: all that telling asks has been answered."""
    told = {
        "author": author,
        "pseudonym": "Mamie30",
        "title": TITLE,
        "text": TEXT,
        "feeling": "negative",
        "happened_on": "2026-09-02",
        "place": "Gard",
    }
    story = Story.objects.create(**(told | more))
    for structure in structures:
        service = StoryService.objects.create(story=story, structure=structure)
        ContactMode.objects.create(service=service, mode=ContactMode.Mode.PHONE)
    return story


def submitted_story(author: User, *structures: Structure, **more: Any) -> Story:
    """A story waiting for a moderator, with its original text kept."""
    more.setdefault("submitted_at", timezone.now() - timedelta(hours=5))
    story = draft_story(author, structures, state=Story.State.SUBMITTED, **more)
    StoryText.objects.create(
        story=story,
        kind=StoryText.Kind.ORIGINAL,
        title=story.title,
        text=story.text,
        by=author,
    )
    return story


def published_story(author: User, *structures: Structure, **more: Any) -> Story:
    """A public story, routed to each of these structures and not yet answered."""
    now = timezone.now()
    more.setdefault("published_at", now - timedelta(hours=1))
    more.setdefault("submitted_at", now - timedelta(hours=5))
    story = submitted_story(author, *structures, **more)
    story.state = Story.State.PUBLISHED
    story.decided_at = story.published_at
    story.version += 1
    story.save(update_fields=["state", "decided_at", "version"])
    for structure in structures:
        Routing.objects.create(
            story=story, structure=structure, holder=structure, routed_at=more["published_at"]
        )
    return story


def answer(routing: Routing, text: str = REPLY, at: datetime | None = None, **more: Any) -> Reply:
    """A reply published under the story."""
    at = at or timezone.now()
    routing.state = Routing.State.ANSWERED
    routing.submitted_at = at - timedelta(minutes=30)
    routing.answered_at = at
    routing.version += 1
    routing.save(update_fields=["state", "submitted_at", "answered_at", "version"])
    said = {
        "greeting": "Bonjour,",
        "signature": "L'équipe relation usagers",
        "status": Reply.Status.EXAMINED,
    }
    return Reply.objects.create(routing=routing, text=text, published_at=at, **(said | more))


def many(number: int, author: User, *houses: Structure, **more: Any) -> list[Story]:
    """To be read, told one after the other, the last a moment ago."""
    start = timezone.now() - timedelta(hours=number)
    return [
        submitted_story(author, *houses, submitted_at=start + timedelta(minutes=n // 2), **more)
        for n in range(number)
    ]
