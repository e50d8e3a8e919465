"""A story while it is being told: it belongs to a browser's session, then to its author.

Nothing here moves a state. Each save names the version it started from, so that a late request of the same
page, or a second tab, can never put older words over newer ones.
"""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest

from directory.models import User
from stories.models import ContactMode, Story, StoryService

IN_SESSION = "drafts"
KEPT_IN_SESSION = 10
KEPT_WORDS = (
    "author",
    "pseudonym",
    "title",
    "text",
    "feeling",
    "happened_on",
    "happened_precision",
    "place",
    "other_service",
)


class Changed(Exception):
    """The draft holds other words than the ones this page started from."""

    def __init__(self, current: Story) -> None:
        super().__init__()
        self.current = current


def start(request: HttpRequest) -> Story:
    """A new draft, or the one this browser began and left empty."""
    blank = drafts_of(request).filter(title="", text="").first()
    if blank:
        return blank
    author = request.user if request.user.is_authenticated else None
    draft = Story.objects.create(author=author)
    if author is None:
        remember(request, draft)
    return draft


def remember(request: HttpRequest, draft: Story) -> None:
    """Tie a draft nobody has signed yet to this browser."""
    kept = [*request.session.get(IN_SESSION, []), draft.pk]
    request.session[IN_SESSION] = kept[-KEPT_IN_SESSION:]


def drafts_of(request: HttpRequest) -> QuerySet[Story]:
    """The drafts this browser, or this person, may go on with; the last begun first."""
    mine = Q(author=None, pk__in=request.session.get(IN_SESSION, []))
    if request.user.is_authenticated:
        mine |= Q(author=request.user)
    return Story.objects.filter(mine, state=Story.State.DRAFT).order_by("-pk")


def draft_or_404(request: HttpRequest, pk: int) -> Story:
    """The draft with its services; somebody else's does not exist."""
    found = (
        drafts_of(request).filter(pk=pk).prefetch_related("services__structure", "services__contact_modes")
    )
    if draft := found.first():
        return draft
    raise Http404


@transaction.atomic
def save(draft: Story, version: int, **told: Any) -> Story:
    """Save what was told if the draft is still as this page saw it; saving the same again is no conflict."""
    if all(getattr(draft, name) == value for name, value in told.items()):
        return draft
    unchanged = Story.objects.filter(pk=draft.pk, state=Story.State.DRAFT, version=version)
    if unchanged.update(version=F("version") + 1, **told):
        draft.version = version + 1
    else:
        current = _lock(draft)
        # The same save sent twice at once, after a lost answer: the second finds its own words.
        if any(getattr(current, name) != value for name, value in told.items()):
            raise Changed(current)
        draft.version = current.version
    for name, value in told.items():
        setattr(draft, name, value)
    return draft


@transaction.atomic
def save_services(draft: Story, version: int, structures: Collection[int], other: str) -> None:
    """Replace the services told, if the draft is still as this page saw it."""
    locked = _lock(draft)
    told = set(locked.services.values_list("structure", flat=True))
    if told == set(structures) and locked.other_service == other:
        draft.version = locked.version
        return
    if locked.version != version:
        raise Changed(locked)
    locked.services.exclude(structure__in=structures).delete()
    StoryService.objects.bulk_create(
        [StoryService(story=locked, structure_id=pk) for pk in structures], ignore_conflicts=True
    )
    draft.other_service = locked.other_service = other
    draft.version = _grown(locked)


@transaction.atomic
def save_modes(draft: Story, version: int, modes: dict[int, list[str]]) -> None:
    """Replace how each service was met, by structure id, if the draft is still as this page saw it."""
    locked = _lock(draft)
    told = {pk: set(met) for pk, met in modes_of(locked).items()}
    if told == {pk: set(met) for pk, met in modes.items()}:
        draft.version = locked.version
        return
    if locked.version != version:
        raise Changed(locked)
    ContactMode.objects.filter(service__story=locked).delete()
    ContactMode.objects.bulk_create(
        ContactMode(service=service, mode=mode)
        for service in locked.services.all()
        for mode in modes.get(service.structure_id, [])
    )
    draft.version = _grown(locked)


def modes_of(story: Story) -> dict[int, list[str]]:
    """How each service told was met, by structure id."""
    services = story.services.prefetch_related("contact_modes")
    return {service.structure_id: [met.mode for met in service.contact_modes.all()] for service in services}


def _lock(draft: Story) -> Story:
    try:
        return Story.objects.select_for_update().get(pk=draft.pk, state=Story.State.DRAFT)
    except Story.DoesNotExist:
        raise Http404 from None  # sent or deleted by another tab meanwhile


def _grown(draft: Story) -> int:
    draft.version += 1
    draft.save(update_fields=["other_service", "version"])
    return draft.version


def adopt(request: HttpRequest, pk: int, author: User) -> Story:
    """Give this browser's draft to the person who has just proved who they are."""
    draft = draft_or_404(request, pk)
    if draft.author_id is None:
        Story.objects.filter(pk=pk, author=None, state=Story.State.DRAFT).update(author=author)
        draft.author = author
    return draft


def begin_again(story: Story) -> Story:
    """A new draft with the words and services of a story that was not published."""
    draft = Story.objects.create(**{name: getattr(story, name) for name in KEPT_WORDS})
    modes = modes_of(story)
    save_services(draft, draft.version, list(modes), story.other_service)
    save_modes(draft, draft.version, modes)
    return draft
