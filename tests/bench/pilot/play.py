"""The pilot's quarter, played through the very actions of the site, each at its time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from uuid import uuid4

from django.utils import timezone

from directory.models import Network, PlatformRole, Structure, User
from stories.models import Story, StoryService
from tests.bench.pilot.words import MISSPELT, SPELT, Told, tell
from workflow import actions
from workflow.actions import Answered
from workflow.models import Step
from workflow.spine.instant import at

BEGINS = timezone.make_aware(datetime(2019, 3, 14, 8))
ENDS = timezone.make_aware(datetime(2019, 6, 16))
# Which of the feelings' stories are corrected and rewritten is ours; how many, the pilot's.
PUBLISHED = {"negative": 37, "positive": 14, "neutral": 8, "unexpressed": 3}
CORRECTED, REWRITTEN, WAITING = 21, 2, 4
REJECTED = {"off_topic": 7, "personal_case": 5, "no_experience": 4}


@dataclass(frozen=True)
class Way:
    """What one story will go through: the outcome, and the reason where it is not published."""

    told: Told
    outcome: str
    reason: str = ""


def ways() -> list[Way]:
    """The pilot's stories in a fixed order, kinds mixed as they came."""
    published = [told for feeling, n in PUBLISHED.items() for told in tell(feeling, n)]
    outcomes = ["correct"] * CORRECTED + ["rewrite"] * REWRITTEN
    outcomes += ["publish"] * (len(published) - len(outcomes))
    mixed = [Way(told, outcome) for told, outcome in zip(published, outcomes, strict=True)]
    for reason, n in REJECTED.items():
        mixed += [Way(told, "reject", reason) for told in tell(reason, n, "negative")]
    # Told last: no text may be another's.
    mixed += [Way(told, "wait") for told in tell("negative", PUBLISHED["negative"] + WAITING)[-WAITING:]]
    return sorted(mixed, key=lambda way: way.told.text)


class Pilot:
    """The Caf du Gard, its moderators and its authors, in an empty database."""

    def __init__(self) -> None:
        network = Network.objects.create(name="Branche Famille")
        self.house = Structure.objects.create(code="SPP-1", name="Caf du Gard", network=network)
        Structure.objects.filter(pk=self.house.pk).update(path=[self.house.pk])
        self.moderators = cycle([_moderator(name) for name in ("ines", "karim", "lucie")])

    def play(self) -> None:
        """Every story from its telling to what became of it, one after the other along the quarter."""
        every = ways()
        apart = (ENDS - BEGINS - timedelta(days=2)) / len(every)
        for nth, way in enumerate(every):
            Passage(self, way, BEGINS + nth * apart, nth).go()

    def tell(self, told: Told, nth: int) -> Story:
        author = User.objects.create_user(f"pilot-{nth}@demo.voxusagers.example")
        story = Story.objects.create(
            author=author,
            pseudonym=f"Gardois{nth}",
            title=told.title,
            text=told.text,
            feeling=told.feeling,
        )
        StoryService.objects.create(story=story, structure=self.house)
        return story


class Passage:
    """One story's way, from its telling on."""

    def __init__(self, pilot: Pilot, way: Way, begins: datetime, nth: int) -> None:
        self.pilot, self.way, self.begins, self.nth = pilot, way, begins, nth
        self.by = next(pilot.moderators)
        self.told = way.told
        if way.outcome in {"correct", "rewrite", "wait"}:
            self.told = Told(self.told.title, self.told.text + MISSPELT, self.told.feeling)

    def go(self) -> None:
        self.story = self.pilot.tell(self.told, self.nth)
        hours = self._hours()
        with at(next(hours)):
            self._press(actions.submit, self.story.author)
        with at(next(hours)):
            tab = self._press(actions.claim, self.by, Step.MODERATE).detail["tab"]
        with at(next(hours)):
            getattr(self, self.way.outcome)(tab)
        with at(next(hours)):
            actions.take_effect(self.story.pk)
            if self.way.outcome == "rewrite":
                self.agree()

    def publish(self, tab: str) -> None:
        self._press(actions.publish, self.by, tab=tab, structures=[self.pilot.house.pk])

    def correct(self, tab: str) -> None:
        self._press(actions.correct, self.by, tab=tab, **self._better(), reason="L'orthographe d'une phrase.")

    def rewrite(self, tab: str) -> None:
        reasons = ["Une phrase difficile à comprendre."]
        self._press(actions.propose_rewrite, self.by, tab=tab, **self._better(), reasons=reasons)

    wait = rewrite

    def reject(self, tab: str) -> None:
        self._press(actions.reject, self.by, tab=tab, reason=self.way.reason)

    def agree(self) -> None:
        changes = self.story.proposals.get().changes.all()
        answers = {change.pk: Answered("accepted") for change in changes}
        self._press(actions.answer_proposal, self.story.author, answers=answers)

    def _better(self) -> dict[str, object]:
        text = self.told.text.replace(MISSPELT, SPELT)
        return {"structures": [self.pilot.house.pk], "title": self.told.title, "text": text}

    def _press(self, verb, by, *work, **more):
        self.story.refresh_from_db(fields=["version"])
        return verb(*work, self.story.pk, by=by, version=self.story.version, key=str(uuid4()), **more)

    def _hours(self) -> Iterator[datetime]:
        """Sent, taken in hand, decided within the lease, in effect."""
        for minutes in (0, 300, 302, 304):
            yield self.begins + timedelta(minutes=minutes)


def _moderator(name: str) -> User:
    person = User.objects.create_user(f"{name}@demo.voxusagers.example", name.title())
    PlatformRole.objects.create(user=person, role=PlatformRole.Role.MODERATOR)
    return person
