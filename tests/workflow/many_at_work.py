"""So many items on every list, each in the hands of somebody."""

from datetime import timedelta

from django.utils import timezone

from directory.models import User
from stories.models import Routing, Story
from tests.pressing import version_of
from tests.stories_made import published_story, submitted_story
from tests.workflow.afterwards import answered_back, calibrated, reported_story
from workflow.models import Claim, DraftRevision, Event, Notification, ReplyDraft, Step, Verdict


def everywhere_at_work(number: int, world, author: User, drafter: User, viewer: User) -> None:
    """So many more items on every list, with all that a row may carry."""
    for _ in range(number):
        story = submitted_story(author, world.caf_gard, world.fs_sommieres)
        lease(Step.MODERATE, story, author)
        published = published_story(author, world.caf_ales, world.fs_sommieres)
        lease(Step.REPORT, reported_story(author, world.caf_gard), author)
        lease(Step.ANSWER, answered_back(author, world.caf_gard), author)
        calibrated(published, author)
        for state in ("drafting", "to_validate"):
            routing = published_story(author, world.caf_gard).routings.get()
            actions_of_a_draft(routing, drafter, state)
        event = Event.objects.create(
            action="publish",
            actor=drafter,
            story=published,
            from_state="",
            to_state="",
            version=version_of(published),
        )
        Notification.objects.create(
            person=viewer,
            kind="routed",
            event=event,
            story=published,
            routing=published.routings.first(),
        )


def lease(step: Step, item: Story | Routing, near: User) -> None:
    """Held by somebody new, so that no two rows share a holder."""
    holder = User.objects.create_user(f"h{User.objects.count()}@exemple.test", "Hélène Roy")
    Claim.objects.create(
        step=step,
        item_id=item.pk,
        holder=holder,
        slot=1,
        tab="00000000-0000-0000-0000-000000000000",
        expires_at=timezone.now() + timedelta(minutes=2),
    )


def actions_of_a_draft(routing: Routing, by: User, state: str) -> None:
    ReplyDraft.objects.create(routing=routing, text="Bonjour.", saves=1, saved_by=by, saved_at=timezone.now())
    revision = DraftRevision.objects.create(
        routing=routing, number=1, text="Bonjour.", status="thanks", by=by, submitted_at=timezone.now()
    )
    Verdict.objects.create(revision=revision, outcome="sent_back", comment="Non.", by=by)
    Routing.objects.filter(pk=routing.pk).update(state=state, submitted_at=timezone.now())
    lease(Step.DRAFT if state == "drafting" else Step.VALIDATE, routing, by)
