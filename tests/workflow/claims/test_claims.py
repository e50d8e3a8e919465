"""A claim: one person, one tab, one item, for a while. Without it nobody writes or decides."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from directory.models import Membership, User
from stories.models import AnswerBack, Reply, Report, Routing, Story
from tests.pressing import WORDS, approve, key, pressed, submit_reply, take, version_of
from tests.stories_made import TEXT, answer, draft_story, published_story, submitted_story
from workflow import actions, clock
from workflow.actions import ReplyWords
from workflow.claims import renewing
from workflow.models import (
    Calibration,
    Claim,
    Decision,
    DraftRevision,
    Event,
    Notification,
    Remark,
    ReplyDraft,
    Step,
)
from workflow.spine.audiences import moderate_audience
from workflow.spine.instant import at
from workflow.spine.leases import lease_until, load_leases
from workflow.spine.refusals import Invalid, NotAllowed, Refusal, TooLate
from workflow.spine.rights import rights_on
from workflow.spine.transitions import TRANSITIONS

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(world, mamie) -> Story:
    return submitted_story(mamie, world.caf_gard)


@pytest.fixture
def routing(world, mamie) -> Routing:
    return published_story(mamie, world.caf_gard).routings.get()


def publish_with(story: Story, by: User, tab: object) -> dict[str, Any]:
    house = story.services.get().structure_id
    return {"story_id": story.pk, **pressed(story, by), "tab": tab, "structures": [house]}


def later(**time: int):
    return at(timezone.now() + timedelta(**time))


class TestHands:
    def test_a_fourth_claim_is_refused_and_lists_the_three(self, world, mamie, ines):
        stories = [submitted_story(mamie, world.caf_gard, title=f"Récit {n}") for n in range(4)]
        for one in stories[:3]:
            take(Step.MODERATE, one, ines)

        with pytest.raises(TooLate, match="trois éléments") as refusal:
            take(Step.MODERATE, stories[3], ines)

        assert [lease.title for lease in refusal.value.context["held"]] == [
            "Récit 0",
            "Récit 1",
            "Récit 2",
        ]

    def test_the_cap_counts_every_kind_of_work(self, world, mamie, marc):
        routings = [published_story(mamie, world.caf_gard).routings.get() for _ in range(4)]
        submit_reply(routings[0], User.objects.get(pk=colleague(world).pk))
        take(Step.VALIDATE, routings[0], marc)
        take(Step.DRAFT, routings[1], marc)
        take(Step.DRAFT, routings[2], marc)

        with pytest.raises(TooLate, match="trois éléments") as refusal:
            take(Step.DRAFT, routings[3], marc)

        assert {lease.step for lease in refusal.value.context["held"]} == {"draft", "validate"}
        assert all(lease.title for lease in refusal.value.context["held"])

    def test_next_obeys_the_cap_too(self, world, mamie, ines):
        for _ in range(4):
            submitted_story(mamie, world.caf_gard)
        for _ in range(3):
            actions.claim_next(by=ines, key=key())

        with pytest.raises(TooLate, match="trois éléments") as refusal:
            actions.claim_next(by=ines, key=key())

        assert len(refusal.value.context["held"]) == 3

    def test_taking_over_obeys_the_cap_too_and_says_so(self, world, mamie, ines, lucie):
        stories = [submitted_story(mamie, world.caf_gard) for _ in range(4)]
        take(Step.MODERATE, stories[3], ines)
        for one in stories[:3]:
            take(Step.MODERATE, one, lucie)

        with pytest.raises(TooLate, match="trois éléments"):
            actions.take_over(Step.MODERATE, stories[3].pk, **pressed(stories[3], lucie), reason="Absente.")

    @pytest.mark.parametrize("verb", ["claim", "next", "take_over"])
    def test_ones_own_expired_lease_does_not_fill_the_hands(self, verb, world, mamie, ines, lucie):
        stories = [submitted_story(mamie, world.caf_gard) for _ in range(4)]
        for one in stories[:3]:
            take(Step.MODERATE, one, lucie)
        Claim.objects.filter(item_id=stories[0].pk).update(expires_at=timezone.now())

        match verb:
            case "claim":
                take(Step.MODERATE, stories[3], lucie)
            case "next":
                # The oldest free story is now the very one whose lease ran out.
                assert actions.claim_next(by=lucie, key=key()).item_id == stories[0].pk
            case "take_over":
                take(Step.MODERATE, stories[3], ines)
                actions.take_over(
                    Step.MODERATE, stories[3].pk, **pressed(stories[3], lucie), reason="Absente."
                )

        assert Claim.objects.filter(holder=lucie, expires_at__gt=timezone.now()).count() == 3

    def test_claiming_what_one_holds_costs_no_hand(self, world, mamie, ines):
        stories = [submitted_story(mamie, world.caf_gard) for _ in range(3)]
        for one in stories:
            take(Step.MODERATE, one, ines)

        take(Step.MODERATE, stories[1], ines)

        assert Claim.objects.filter(holder=ines).count() == 3


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


def save(routing: Routing, by: User, tab: str, saves: int, text: str, **words: str) -> None:
    actions.save_draft(
        routing.pk, **pressed(routing, by), tab=tab, saves=saves, words=ReplyWords(text, **words)
    )


CORRECTED = {"title": "Titre", "text": "Autre texte.", "reason": "Clarté."}
# The step whose claim it needs, and what is sent along, by verb; "house" stands for a structure to address.
HELD = {
    "publish": (Step.MODERATE, {"structures": "house"}),
    "correct": (Step.MODERATE, {"structures": "house", **CORRECTED}),
    "propose_rewrite": (
        Step.MODERATE,
        {"structures": "house", "title": "Titre", "text": TEXT, "reasons": ["Plus court."]},
    ),
    "ask": (Step.MODERATE, {"question": "De quelle Caf parlez-vous ?"}),
    "reject": (Step.MODERATE, {"reason": "off_topic"}),
    "escalate": (Step.MODERATE, {"note": "Un nom y est peut-être."}),
    "release_moderate": (Step.MODERATE, {}),
    "dismiss_reports": (Step.REPORT, {}),
    "escalate_reports": (Step.REPORT, {"note": "Faut-il le retirer ?"}),
    "release_report": (Step.REPORT, {}),
    "opine": (Step.CALIBRATE, {"outcome": "publish"}),
    "release_calibrate": (Step.CALIBRATE, {}),
    "save_draft": (Step.DRAFT, {"saves": 0, "words": WORDS}),
    "submit_reply": (Step.DRAFT, {"words": WORDS}),
    "release_draft": (Step.DRAFT, {}),
    "approve": (Step.VALIDATE, {}),
    "approve_with_edits": (Step.VALIDATE, {"words": WORDS}),
    "send_back": (Step.VALIDATE, {"comment": "Plus court."}),
    "release_validate": (Step.VALIDATE, {}),
    "publish_answer": (Step.ANSWER, {}),
    "reject_answer": (Step.ANSWER, {"reason": "Elle nomme un agent."}),
    "release_answer": (Step.ANSWER, {}),
}


def test_every_verb_that_needs_a_claim_is_tried_below():
    held = {name for name, transition in TRANSITIONS.items() if transition.holding}
    assert held == set(HELD)
    assert all(TRANSITIONS[name].holding == step for name, (step, _) in HELD.items())


def attempt(name: str, item: Story | Routing, by: User, tab: object, more: dict) -> None:
    step = next((step for step in Step if name == f"release_{step}"), None)
    press = {**pressed(item, by), "tab": tab, **more}
    if step:
        actions.release(step, item.pk, **press)
    else:
        getattr(actions, name)(item.pk, **press)


def answer_to(name: str, item: Story | Routing, by: User, tab: object, more: dict) -> int:
    with pytest.raises(Refusal) as refusal:
        attempt(name, item, by, tab, more)
    return refusal.value.status


# With the holder's own tab in hand: what each is answered for a story to read, for a reply to write or validate,
# and for what follows a publication.
REFUSED = {
    "karim": (409, 403, 409),  # moderates too
    "lucie": (409, 403, 409),  # a senior moderator, but did not take over
    "marc": (404, 409, 403),  # drafts and validates in that house
    "pilote": (403, 403, 403),
    "olive": (404, 403, 403),
    "mamie": (403, 403, 403),  # its author
    "paul": (404, 403, 403),
}
WHEN = {
    Step.MODERATE: 0,
    Step.DRAFT: 1,
    Step.VALIDATE: 1,
    Step.REPORT: 2,
    Step.CALIBRATE: 2,
    Step.ANSWER: 2,
}


@pytest.mark.parametrize("name", HELD)
class TestWithoutTheClaim:
    """Whatever the verb: no change of any row."""

    @pytest.fixture
    def item(self, name, world, mamie, ines, lucie, sonia, vera, story, routing):
        """The item at the step this verb is about, held by its usual person."""
        step = HELD[name][0]
        match step:
            case Step.MODERATE:
                held, by = story, ines
            case Step.REPORT:
                held, by = routing.story, ines
                actions.report(held.pk, "names")
            case Step.CALIBRATE:
                held, by = routing.story, ines
                decision = Decision.objects.create(story=held, outcome="publish", by=lucie)
                Calibration.objects.create(story=held, decision=decision)
            case Step.ANSWER:
                held, by = routing, ines
                AnswerBack.objects.create(reply=answer(routing), text="Merci, mais rien n'a changé.")
            case Step.VALIDATE:
                held, by = routing, vera
                submit_reply(routing, sonia)
            case Step.DRAFT:
                held, by = routing, sonia
        take(step, held, by)
        return held

    @pytest.fixture
    def more(self, name, world) -> dict:
        sent = HELD[name][1]
        return sent | {"structures": [world.caf_gard.pk]} if "structures" in sent else sent

    def test_nobody_else_changes_anything(self, name, item, more, request, everything):
        people = {who: request.getfixturevalue(who) for who in REFUSED}
        tab = Claim.objects.get(item_id=item.pk, step=HELD[name][0]).tab
        before = everything()

        answers = {who: answer_to(name, item, person, tab, more) for who, person in people.items()}

        assert answers == {who: each[WHEN[HELD[name][0]]] for who, each in REFUSED.items()}
        assert everything() == before

    def test_the_holder_changes_nothing_from_another_tab(self, name, item, more, everything):
        holder = Claim.objects.get(item_id=item.pk).holder
        before = everything()

        for tab in (str(uuid4()), "", "'; DROP TABLE workflow_claim; --"):
            with pytest.raises(TooLate):
                attempt(name, item, holder, tab, more)

        assert everything() == before

    def test_the_holder_changes_nothing_once_the_lease_is_over(self, name, item, more, everything):
        lease = Claim.objects.get(item_id=item.pk)
        Claim.objects.filter(item_id=item.pk).update(expires_at=timezone.now())
        before = everything()

        with pytest.raises(TooLate):
            attempt(name, item, lease.holder, lease.tab, more)

        assert everything() == before


def colleague(world) -> User:
    """Somebody else who drafts at the Caf du Gard."""
    person = User.objects.create_user("colleague@exemple.test", "Chloé Bonnet")
    Membership.objects.create(user=person, structure=world.caf_gard, profile="drafter")
    return person


class TestFourEyes:
    def test_nobody_approves_what_they_submitted(self, routing, marc, vera):
        submit_reply(routing, marc)
        tab = take(Step.VALIDATE, routing, marc)

        with pytest.raises(NotAllowed, match="un autre valideur"):
            actions.approve(routing.pk, **pressed(routing, marc), tab=tab)

        actions.release(Step.VALIDATE, routing.pk, **pressed(routing, marc), tab=tab)
        assert approve(routing, vera).state == Routing.State.ANSWERED

    @pytest.mark.parametrize("verb", ["approve", "approve_with_edits", "send_back"])
    def test_no_verdict_by_somebody_whose_words_were_taken_over(self, verb, routing, marc, sonia):
        tab = take(Step.DRAFT, routing, marc)
        save(routing, marc, tab, 0, "Les mots de Marc.")
        actions.release(Step.DRAFT, routing.pk, **pressed(routing, marc), tab=tab)
        submit_reply(routing, sonia, ReplyWords("Les mots de Sonia."))
        tab = take(Step.VALIDATE, routing, marc)

        with pytest.raises(NotAllowed):
            attempt(verb, routing, marc, tab, HELD[verb][1])

        assert not Reply.objects.exists()

    def test_no_verdict_by_somebody_whose_words_another_submitted_unchanged(self, routing, marc, sonia):
        tab = take(Step.DRAFT, routing, marc)
        save(routing, marc, tab, 0, "Les mots de Marc.")
        actions.release(Step.DRAFT, routing.pk, **pressed(routing, marc), tab=tab)
        submit_reply(routing, sonia, ReplyWords("Les mots de Marc."))

        with pytest.raises(NotAllowed):
            approve(routing, marc)

    def test_a_validator_who_took_over_the_validation_may_approve(self, routing, sonia, vera, marc):
        submit_reply(routing, sonia)
        take(Step.VALIDATE, routing, vera)
        taken = actions.take_over(Step.VALIDATE, routing.pk, **pressed(routing, marc), reason="Absente.")

        actions.approve(routing.pk, **pressed(routing, marc), tab=taken.detail["tab"])

        assert Reply.objects.get().text == WORDS.text

    def test_a_writer_who_takes_over_the_validation_may_not(self, routing, vera, marc):
        submit_reply(routing, marc)
        take(Step.VALIDATE, routing, vera)
        taken = actions.take_over(Step.VALIDATE, routing.pk, **pressed(routing, marc), reason="Absente.")

        with pytest.raises(NotAllowed):
            actions.approve(routing.pk, **pressed(routing, marc), tab=taken.detail["tab"])

    def test_somebody_who_wrote_before_the_last_verdict_alone_may_judge_what_others_wrote_since(
        self, routing, sonia, vera, marc
    ):
        submit_reply(routing, marc, ReplyWords("Les mots de Marc."))
        tab = take(Step.VALIDATE, routing, vera)
        actions.send_back(routing.pk, **pressed(routing, vera), tab=tab, comment="À refaire.")
        submit_reply(routing, sonia, ReplyWords("Tout autre chose."))

        assert approve(routing, marc).state == Routing.State.ANSWERED

    def test_words_sent_back_and_submitted_again_unchanged_are_still_their_writers(
        self, routing, sonia, vera, marc
    ):
        submit_reply(routing, marc, ReplyWords("Les mots de Marc."))
        tab = take(Step.VALIDATE, routing, vera)
        actions.send_back(routing.pk, **pressed(routing, vera), tab=tab, comment="À revoir.")
        submit_reply(routing, sonia, ReplyWords("Les mots de Marc."))

        with pytest.raises(NotAllowed):
            approve(routing, marc)

    def test_where_validation_is_off_ones_own_words_are_published(self, world, routing, marc):
        world.caf_gard.validates = False
        world.caf_gard.save(update_fields=["validates"])

        submit_reply(routing, marc)

        assert Reply.objects.get().text == WORDS.text
        assert not Event.objects.filter(action="approve").exists()


def test_a_moderator_never_reads_for_others_what_they_told_themselves(world, ines, lucie, karim):
    for moderator in (ines, lucie):
        story = submitted_story(moderator, world.caf_gard)

        with pytest.raises(NotAllowed):
            take(Step.MODERATE, story, moderator)
        assert actions.claim_next(by=moderator, key=key()) is None
        assert take(Step.MODERATE, story, karim)


def test_next_serves_the_oldest_in_scope_and_skips_ones_own_house(world, mamie, ines, olive):
    ours = submitted_story(mamie, world.caf_ales)
    elsewhere = submitted_story(mamie, world.sip_nimes, submitted_at=timezone.now())
    Membership.objects.create(user=ines, structure=world.caf_gard, profile="observer")

    assert actions.claim_next(by=ines, key=key()).item_id == elsewhere.pk
    assert actions.claim_next(by=ines, key=key()) is None
    assert version_of(ours) == 1


def test_a_draft_that_was_withdrawn_unsent_is_nobody_elses_to_read(world, mamie, ines, pilote):
    draft = draft_story(mamie, [world.caf_gard])
    actions.withdraw(draft.pk, **pressed(draft, mamie))
    draft.refresh_from_db()

    assert rights_on(draft, ines.viewer) == rights_on(draft, pilote.viewer) == frozenset()
    assert moderate_audience(ines.viewer, draft) is None
