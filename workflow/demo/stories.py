"""The demo's stories, told and taken along their way by the same actions as everybody's."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from directory.models import Procedure, User
from stories.models import ContactMode, Routing, Story, StoryService
from workflow.after_publication.actions import report, unpublish
from workflow.answers_back.actions import say_back
from workflow.author.actions import submit, withdraw
from workflow.claims.actions import claim, release
from workflow.consent.proposals import propose_rewrite
from workflow.consent.questions import ask
from workflow.decisions.effects import take_effect
from workflow.demo import read
from workflow.demo.houses import Houses, People
from workflow.models import Step
from workflow.moderation.actions import correct, publish, reject
from workflow.replies.drafting import save_draft, submit_reply
from workflow.replies.rating import rate
from workflow.replies.revisions import ReplyWords
from workflow.replies.validating import approve, approve_with_edits, send_back
from workflow.spine.instant import at
from workflow.spine.moves import Outcome

Move = Callable[[], object]
Told = dict[str, Any]


class Telling:
    """One story of the file, and what is done to it, each thing at its time."""

    def __init__(self, told: Told, houses: Houses, people: People, present: datetime) -> None:
        self.told, self.houses, self.people, self.present = (told, houses, people, present)
        self.story = Story()
        self.presses = 0

    def moves(self) -> Iterator[tuple[datetime, Move]]:
        """When, and what to do then."""
        if self.told["told"] is None:
            yield self.present - timedelta(hours=3), self.write
            return
        yield self.ago(self.told["told"]), self.submit
        for step in self.told.get("then", []):
            yield self.ago(step["ago"]), self.doing(step)
            if step["do"] in {"publish", "correct", "reject"}:
                later = timedelta(seconds=settings.UNDO_SECONDS)
                yield self.ago(step["ago"]) + later, lambda: take_effect(self.story.pk)

    def ago(self, hours: float) -> datetime:
        return self.present - timedelta(hours=hours)

    def doing(self, step: Told) -> Move:
        return lambda: getattr(self, step["do"])(step)

    # What its author does.

    def write(self) -> None:
        told = self.told
        self.story = Story.objects.create(
            author=self.people[told["author"]],
            pseudonym=pseudonyms()[told["author"]],
            title=told["title"],
            text=told["text"],
            feeling=told["feeling"],
            place=told.get("place", ""),
            department=told.get("department", ""),
            other_service=told.get("other_service", ""),
            procedure=Procedure.objects.filter(name=told.get("procedure")).first(),
            happened_on=(self.present - timedelta(days=told.get("happened", 7))).date(),
            created_at=self.ago(told["told"] or 3),
        )
        for code, modes in told["services"].items():
            service = StoryService.objects.create(story=self.story, structure=self.houses[code])
            for mode, feeling in modes.items():
                ContactMode.objects.create(service=service, mode=mode, feeling=feeling)

    def submit(self) -> None:
        self.write()
        self.press(submit, self.story, self.story.author)

    def withdraw(self, step: Told) -> None:
        self.press(withdraw, self.story, self.story.author)

    def rate(self, step: Told) -> None:
        self.press(rate, self.routing(step), self.story.author, rating=step["rating"], word=step["word"])

    def say_back(self, step: Told) -> None:
        self.press(say_back, self.routing(step), self.story.author, text=step["text"])

    # What readers do.

    def report(self, step: Told) -> None:
        report(self.story.pk, step["reason"], step["word"])

    # What moderators do.

    def publish(self, step: Told) -> None:
        self.hold_and(Step.MODERATE, publish, self.story, step, structures=self.ids(step))

    def correct(self, step: Told) -> None:
        text = self.told["text"]
        for before, after in step["replace"].items():
            text = text.replace(before, after)
        self.hold_and(
            Step.MODERATE,
            correct,
            self.story,
            step,
            structures=self.ids(step),
            title=step.get("title", self.told["title"]),
            text=text,
            reason=step["reason"],
        )

    def reject(self, step: Told) -> None:
        self.hold_and(Step.MODERATE, reject, self.story, step, reason=step["reason"], message=step["message"])

    def propose(self, step: Told) -> None:
        text = self.told["text"]
        for before, after in step["replace"].items():
            text = text.replace(before, after)
        self.hold_and(
            Step.MODERATE,
            propose_rewrite,
            self.story,
            step,
            structures=self.ids(step),
            title=self.told["title"],
            text=text,
            reasons=step["reasons"],
        )

    def ask(self, step: Told) -> None:
        self.hold_and(Step.MODERATE, ask, self.story, step, question=step["question"])

    def unpublish(self, step: Told) -> None:
        self.press(unpublish, self.story, self.people[step["by"]], public_reason=step["public_reason"])

    # What agents and validators do.

    def save_draft(self, step: Told) -> None:
        by, routing = self.people[step["by"]], self.routing(step)
        tab = self.claim(Step.DRAFT, routing, by)
        self.press(save_draft, routing, by, tab=tab, saves=0, words=self.words(step))
        self.press(release, routing, by, Step.DRAFT, tab=tab)

    def submit_reply(self, step: Told) -> None:
        self.hold_and(Step.DRAFT, submit_reply, self.routing(step), step, words=self.words(step))

    def approve(self, step: Told) -> None:
        self.hold_and(Step.VALIDATE, approve, self.routing(step), step)

    def approve_with_edits(self, step: Told) -> None:
        self.hold_and(Step.VALIDATE, approve_with_edits, self.routing(step), step, words=self.words(step))

    def send_back(self, step: Told) -> None:
        self.hold_and(Step.VALIDATE, send_back, self.routing(step), step, comment=step["comment"])

    # How they do it.

    def routing(self, step: Told) -> Routing:
        return self.story.routings.get(structure=self.houses[step["at"]])

    def ids(self, step: Told) -> list[int]:
        return [self.houses[code].pk for code in step["to"]]

    def words(self, step: Told) -> ReplyWords:
        return ReplyWords(
            text=step["text"],
            greeting=f"Bonjour {self.story.pseudonym},",
            signature=signatures()[step["at"]],
            status=step["status"],
        )

    def hold_and(self, work: Step, verb: Any, item: Story | Routing, step: Told, **args: Any) -> None:
        by = self.people[step["by"]]
        tab = self.claim(work, item, by)
        self.press(verb, item, by, tab=tab, **args)

    def claim(self, work: Step, item: Story | Routing, by: User) -> str:
        return self.press(claim, item, by, work).detail["tab"]

    def press(self, verb: Any, item: Story | Routing, by: User | None, *work: Step, **args: Any) -> Outcome:
        """What a button does: the item as it is now, with a key of its own."""
        item.refresh_from_db(fields=["version"])
        self.presses += 1
        return verb(*work, item.pk, by=by, version=item.version, key=f"demo-{self.presses}", **args)


def pseudonyms() -> dict[str, str]:
    return {each["key"]: each.get("pseudonym", "") for each in read("people")}


def signatures() -> dict[str, str]:
    return {each["code"]: each.get("signature", "") for each in read("structures")["structures"]}


def tell_all(houses: Houses, people: People, present: datetime) -> None:
    """Do everything in the order of time, so that ids and events follow it too."""
    moves = [move for told in read("stories") for move in Telling(told, houses, people, present).moves()]
    for moment, act in sorted(moves, key=lambda move: move[0]):
        with at(moment):
            act()
