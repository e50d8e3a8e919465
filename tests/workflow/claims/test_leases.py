"""A claim: one person, one tab, one item, for a while; a colleague may take it over and says why."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from directory.models import User
from stories.models import Reply, Report, Story
from tests.pressing import WORDS, key, pressed, take, version_of
from tests.stories_made import published_story, submitted_story
from tests.workflow.presses import later
from tests.workflow.reply_desks import save
from workflow import actions, clock
from workflow.claims import renewing
from workflow.models import Claim, DraftRevision, Notification, Remark, ReplyDraft, Step
from workflow.spine.leases import lease_until, load_leases
from workflow.spine.refusals import Invalid, TooLate

pytestmark = pytest.mark.django_db


def publish_with(story: Story, by: User, tab: object) -> dict[str, Any]:
    house = story.services.get().structure_id
    return {"story_id": story.pk, **pressed(story, by), "tab": tab, "structures": [house]}


class TestALease:
    def test_runs_out_by_the_clock_and_the_story_is_free(self, story, ines, karim):
        take(Step.MODERATE, story, ines)

        assert clock.free_expired() == 0
        with later(seconds=151):
            assert clock.free_expired() == 1

        assert story.events.last().action == "expire_moderate" and story.events.last().actor is None
        assert take(Step.MODERATE, story, karim)

    def test_that_ran_out_decides_nothing_even_before_the_clock_came(self, story, ines):
        tab = take(Step.MODERATE, story, ines)

        with later(seconds=151), pytest.raises(TooLate, match="échue"):
            actions.publish(**publish_with(story, ines, tab))

    def test_that_ran_out_may_be_taken_by_another_before_the_clock_came(self, story, ines, karim):
        take(Step.MODERATE, story, ines)

        with later(seconds=151):
            take(Step.MODERATE, story, karim)

        assert Claim.objects.get().holder == karim

    def test_is_renewed_by_whoever_works(self, story, ines):
        tab = take(Step.MODERATE, story, ines)
        soon = timezone.now() + timedelta(seconds=100)

        assert renewing.renew(Step.MODERATE, story.pk, ines.pk, tab, active=True, now=soon)

        assert Claim.objects.get().expires_at == lease_until(soon)

    @pytest.mark.parametrize("step", [Step.MODERATE, Step.REPORT])
    def test_of_a_story_to_read_tells_the_desks_how_long_it_runs_and_redraws_no_row(
        self, step, world, mamie, ines
    ):
        story = published_story(mamie, world.caf_gard) if step == Step.REPORT else submitted_story(mamie)
        if step == Step.REPORT:
            actions.report(story.pk, Report.Reason.values[0])
        tab = take(step, story, ines)
        announced = latest_change()

        assert renewing.renew(step, story.pk, ines.pk, tab, active=True, now=timezone.now())

        told = [(["moderation"], "lease", story.pk)] if step == Step.MODERATE else []
        assert changes_after(announced) == told
        ends = json.loads(load_leases()["moderate"].ends)
        held = Claim.objects.filter(step=Step.MODERATE).values_list("item_id", "expires_at")
        assert {int(pk): datetime.fromisoformat(end) for pk, end in ends.items()} == dict(held)

    def test_is_renewed_by_an_open_tab_for_thirty_minutes_without_input_and_no_longer(self, story, ines):
        tab = take(Step.MODERATE, story, ines)
        begun = Claim.objects.get().active_at

        def beat(minutes: int) -> bool:
            now = begun + timedelta(minutes=minutes)
            return renewing.renew(Step.MODERATE, story.pk, ines.pk, tab, active=False, now=now)

        assert all(beat(minute) for minute in range(2, 30, 2))
        assert not beat(30)
        with later(minutes=31):
            assert clock.free_expired() == 1

    def test_is_not_renewed_by_another_tab_another_person_or_after_its_end(self, story, ines, karim):
        tab = take(Step.MODERATE, story, ines)
        now = timezone.now()
        renew = renewing.renew

        assert not renew(Step.MODERATE, story.pk, ines.pk, str(uuid4()), active=True, now=now)
        assert not renew(Step.MODERATE, story.pk, karim.pk, tab, active=True, now=now)
        assert not renew(Step.DRAFT, story.pk, ines.pk, tab, active=True, now=now)
        late = now + timedelta(seconds=200)
        assert not renew(Step.MODERATE, story.pk, ines.pk, tab, active=True, now=late)

    def test_moves_to_the_tab_that_claims_again_and_the_old_tab_decides_nothing(self, story, ines):
        old = take(Step.MODERATE, story, ines)
        new = take(Step.MODERATE, story, ines)

        with pytest.raises(TooLate, match="autre onglet"):
            actions.publish(**publish_with(story, ines, old))

        assert actions.publish(**publish_with(story, ines, new)).state == Story.State.PUBLISHED

    def test_claimed_with_the_same_key_and_a_version_read_since_is_answered_as_the_first_time(
        self, story, ines
    ):
        once = key()
        first = actions.claim(Step.MODERATE, story.pk, by=ines, version=version_of(story), key=once)

        again = actions.claim(Step.MODERATE, story.pk, by=ines, version=version_of(story), key=once)

        assert again == replace(first, replayed=True)
        assert str(Claim.objects.get().tab) == first.detail["tab"]
        assert version_of(story) == first.version

    def test_given_back_is_anybodys(self, story, ines, karim):
        tab = take(Step.MODERATE, story, ines)

        actions.release(Step.MODERATE, story.pk, **pressed(story, ines), tab=tab)

        assert not Claim.objects.exists()
        assert take(Step.MODERATE, story, karim)

    def test_held_by_another_says_who_and_since_when(self, story, ines, karim):
        take(Step.MODERATE, story, ines)

        with pytest.raises(TooLate) as refusal:
            take(Step.MODERATE, story, karim)

        assert refusal.value.context["who"] == "Inès Moreau"
        assert refusal.value.context["when"] == Claim.objects.get().claimed_at


def latest_change() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM live_change")
        return cursor.fetchone()[0]


def changes_after(number: int) -> list[tuple[list[str], str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT topics, subject, subject_id FROM live_change WHERE id > %s", [number])
        return cursor.fetchall()


class TestTakingOver:
    def test_tells_the_former_holder_why(self, story, ines, lucie):
        take(Step.MODERATE, story, ines)

        actions.take_over(
            Step.MODERATE, story.pk, **pressed(story, lucie), reason="Elle est partie déjeuner."
        )

        told = Notification.objects.get(person=ines)
        assert told.kind == Notification.Kind.TAKEN_OVER
        assert told.event.remark.text == "Elle est partie déjeuner."
        assert Claim.objects.get().holder == lucie

    def test_needs_a_reason(self, story, ines, lucie):
        take(Step.MODERATE, story, ines)

        with pytest.raises(Invalid, match="pourquoi"):
            actions.take_over(Step.MODERATE, story.pk, **pressed(story, lucie), reason=" \n")

        assert Claim.objects.get().holder == ines and not Remark.objects.exists()

    def test_leaves_the_former_holder_unable_to_submit(self, routing, sonia, gilles):
        tab = take(Step.DRAFT, routing, sonia)
        actions.take_over(Step.DRAFT, routing.pk, **pressed(routing, gilles), reason="Urgent.")

        with pytest.raises(TooLate, match="quelqu'un d'autre") as refusal:
            actions.submit_reply(routing.pk, **pressed(routing, sonia), tab=tab, words=WORDS)

        assert refusal.value.context["who"] == "Gilles Astier"
        assert not DraftRevision.objects.exists() and not Reply.objects.exists()

    def test_keeps_what_the_former_holder_wrote(self, routing, sonia, gilles):
        tab = take(Step.DRAFT, routing, sonia)
        save(routing, sonia, tab, 0, "Les mots de Sonia.", greeting="Chère usagère,")
        taken = actions.take_over(Step.DRAFT, routing.pk, **pressed(routing, gilles), reason="Urgent.")

        save(routing, gilles, taken.detail["tab"], 1, "Les mots de Gilles.")

        kept = DraftRevision.objects.get()
        assert (kept.text, kept.greeting, kept.by) == ("Les mots de Sonia.", "Chère usagère,", sonia)
        assert ReplyDraft.objects.get().text == "Les mots de Gilles."

    def test_keeps_a_greeting_that_alone_was_changed(self, routing, sonia, gilles):
        tab = take(Step.DRAFT, routing, sonia)
        save(routing, sonia, tab, 0, "Le même texte.")
        taken = actions.take_over(Step.DRAFT, routing.pk, **pressed(routing, gilles), reason="Urgent.")
        save(routing, gilles, taken.detail["tab"], 1, "Le même texte.", signature="Gilles")
        again = actions.take_over(Step.DRAFT, routing.pk, **pressed(routing, gilles), reason="Urgent.")
        actions.release(Step.DRAFT, routing.pk, **pressed(routing, gilles), tab=again.detail["tab"])
        tab = take(Step.DRAFT, routing, sonia)

        save(routing, sonia, tab, 2, "Le même texte.", signature="Sonia")

        assert list(DraftRevision.objects.values_list("by", "signature")) == [
            (sonia.pk, ""),
            (gilles.pk, "Gilles"),
        ]
