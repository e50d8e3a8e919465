"""For ten seconds a decision can be undone: until then, only the desks know of it; then it happens, once."""

import re
from collections.abc import Iterator
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from stories.models import Routing, Story, StoryText
from tests.at_once import at_once, refused, won
from tests.pressing import key, pressed, publish, take, version_of
from tests.stories_made import TEXT, submitted_story
from tests.workflow.desks import signed_in
from tests.workflow.presses import correct, escalate, later, reject
from tests.workflow.waiting_for_authors import asked_story
from workflow import actions
from workflow.decisions.effects import carry_out, take_due_effects
from workflow.models import Calibration, Claim, Decision, Event, Mail, Notification, PrivateCopy, Step
from workflow.spine.refusals import Invalid, NotAllowed, NotSeen, Refusal, TooLate

pytestmark = pytest.mark.django_db
BETTER = TEXT.replace("cinq semaines", "un mois")
# What differs between any two drawings of a page.
CHANGING = re.compile(
    r'data-version="\d+"|name="csrfmiddlewaretoken" value="\w+"|name="key" value="[\w-]+"|à jour à [\d:]+'
    r'|name="version" value="\d+"'
)


@pytest.fixture(autouse=True)
def ten_seconds(settings) -> None:
    settings.UNDO_SECONDS = 10


@pytest.fixture(autouse=True)
def nothing_is_known_before_its_time(db) -> Iterator[None]:
    """Whatever happened: what can still be undone was neither published nor addressed to anybody."""
    yield
    for pending in Story.objects.filter(in_effect=False):
        assert pending.state in {"published", "rejected"} and pending.effective_at
        assert pending.published_at is None and not pending.routings.exists()


@pytest.fixture
def story(world, mamie) -> Story:
    return submitted_story(mamie, world.caf_gard, title="Un titre que personne d'autre n'a")


def undo(story: Story, by, **more):
    return actions.undo(story.pk, **(pressed(story, by) | more))


def fresh(story: Story) -> Story:
    return Story.objects.get(pk=story.pk)


class TestUntilItTakesEffect:
    """What everybody outside the desks sees is what they saw before."""

    @pytest.fixture(params=["publish", "correct", "reject"])
    def decide(self, request, story, ines, world):
        return {
            "publish": lambda: publish(story, ines, world.caf_gard, message="Merci."),
            "correct": lambda: correct(story, ines, world.caf_gard, text=BETTER),
            "reject": lambda: reject(story, ines),
        }[request.param]

    @pytest.mark.parametrize("who", ["nobody", "mamie", "paul", "sonia", "gilles", "pilote"])
    def test_no_page_of_theirs_says_anything(self, who, decide, story, request):
        reader = Client() if who == "nobody" else signed_in(request.getfixturevalue(who))
        before = pages(reader, story)

        decide()

        assert pages(reader, story) == before
        assert before["story"][0] == 404

    def test_nobody_is_told_and_no_structure_has_it(self, decide, story, mamie, sonia):
        decide()

        assert not Notification.objects.exists() and not Mail.objects.exists()
        assert not Routing.objects.exists() and not Calibration.objects.exists()
        assert not fresh(story).is_public and fresh(story).published_at is None
        assert not StoryText.objects.filter(public_at__isnull=False).exists()

    def test_readers_cannot_report_it_nor_seniors_unpublish_it(self, decide, story, lucie):
        decide()

        with pytest.raises(NotSeen):
            actions.report(story.pk, "names")
        if fresh(story).state == Story.State.PUBLISHED:
            with pytest.raises(Invalid, match="annulez-la"):
                actions.unpublish(story.pk, **pressed(story, lucie), public_reason="Non.")
            with pytest.raises(Invalid, match="annulez-la"):
                actions.amend(story.pk, **pressed(story, lucie), title="T", text="Autre.", reason="R")

    def test_a_refusal_does_not_tell_its_author_either(self, decide, story, mamie):
        decide()

        for verb, typed in [
            ("answer_question", {"answer": "Celle de Nîmes."}),
            ("resubmit", {"title": "T", "text": "Autre."}),
            ("submit", {}),
        ]:
            with pytest.raises(TooLate) as refusal:
                getattr(actions, verb)(story.pk, **pressed(story, mamie), **typed)
            assert refusal.value.context["state"] == "à lire", verb
            assert not refusal.value.context["who"]

    def test_ten_seconds_later_it_happens(self, decide, story, mamie, sonia):
        decide()
        before = version_of(story)

        with later(seconds=9):
            assert not actions.take_effect(story.pk)
        with later(seconds=10):
            assert actions.take_effect(story.pk)

        effect = story.events.latest("pk")
        assert (effect.action, effect.actor, effect.version) == ("take_effect", None, before + 1)
        published = fresh(story).state == Story.State.PUBLISHED
        assert fresh(story).is_public == published == story.routings.exists()
        assert Notification.objects.filter(person=mamie).count() == 1
        assert Notification.objects.filter(person=sonia).exists() == published
        assert Mail.objects.filter(person=mamie, event=effect).count() == 1

    def test_its_author_may_still_withdraw_and_then_nothing_happens(self, decide, story, mamie):
        decide()

        actions.withdraw(story.pk, **pressed(story, mamie))
        with later(seconds=20):
            assert not actions.take_effect(story.pk) and take_due_effects() == 0

        assert fresh(story).state == Story.State.WITHDRAWN
        assert not Routing.objects.exists() and not Notification.objects.exists()
        assert Client().get(reverse("stories:story", args=[story.pk])).status_code == 404

    def test_the_event_says_when_it_takes_effect(self, decide, story):
        decide()

        decided = story.events.latest("pk")
        assert decided.effective_at == fresh(story).effective_at
        assert (decided.effective_at - decided.at).total_seconds() == pytest.approx(10, abs=0.5)


def pages(reader: Client, story: Story) -> dict[str, tuple[int, str]]:
    """What this reader is shown wherever the story could appear."""
    seen = {}
    for name, url in {
        "story": reverse("stories:story", args=[story.pk]),
        "list": reverse("stories:list"),
        "home": reverse("stories:home"),
        "mine": reverse("stories:mine"),
        "inbox": reverse("workflow:inbox"),
        "notifications": reverse("workflow:notifications"),
    }.items():
        answer = reader.get(url)
        main = re.search(r"<main.*</main>", answer.text, re.DOTALL)
        seen[name] = (answer.status_code, CHANGING.sub("", main[0]) if main else "")
    return seen


class TestUndoing:
    def test_gives_the_story_back_as_it_was_and_in_hand(self, story, ines, mamie, world):
        publish(story, ines, world.caf_gard)

        done = undo(story, ines)

        now = fresh(story)
        assert (now.state, now.in_effect, now.decided_at, now.effective_at) == ("submitted", True, None, None)
        assert story.decisions.get().undone_at is not None
        lease = Claim.objects.get()
        assert (lease.holder, lease.item_id, str(lease.tab)) == (ines, story.pk, done.detail["tab"])
        with later(seconds=20):
            assert take_due_effects() == 0
        assert not Notification.objects.exists() and not Mail.objects.exists()

    def test_gives_back_the_words_and_keeps_the_correction_for_who_typed_it(self, story, ines, world):
        correct(story, ines, world.caf_gard, text=BETTER)

        undo(story, ines)

        assert fresh(story).text == TEXT
        assert PrivateCopy.objects.get(person=ines, step=Step.MODERATE, item_id=story.pk).text == BETTER

    def test_loses_no_corrected_title_either(self, story, ines, world):
        correct(story, ines, world.caf_gard, title="Un autre titre", text=BETTER)

        undo(story, ines)

        assert fresh(story).title == story.title
        assert PrivateCopy.objects.get().text == f"Un autre titre\n\n{BETTER}"

    def test_of_a_correction_then_publishing_as_written_shows_the_words_as_written(
        self, story, ines, world, client
    ):
        correct(story, ines, world.caf_gard, text=BETTER)
        tab = undo(story, ines).detail["tab"]
        actions.publish(story.pk, **pressed(story, ines), tab=tab, structures=[world.caf_gard.pk])
        with later(seconds=11):
            actions.take_effect(story.pk)

        shown = story.texts.get(public_at__isnull=False)
        assert (shown.kind, shown.text) == (StoryText.Kind.ORIGINAL, TEXT)
        page = client.get(reverse("stories:story", args=[story.pk])).text
        assert "cinq semaines" in page and "un mois" not in page

    def test_of_a_correction_then_the_same_correction_is_public_once(self, story, ines, world):
        correct(story, ines, world.caf_gard, text=BETTER)
        undo(story, ines)
        correct(story, ines, world.caf_gard, text=BETTER)
        with later(seconds=11):
            actions.take_effect(story.pk)

        assert story.texts.get(public_at__isnull=False).kind == StoryText.Kind.CORRECTED
        assert story.texts.count() == 3

    def test_of_a_correction_of_what_its_author_told_again_gives_that_back(self, story, ines, mamie, world):
        reject(story, ines)
        with later(seconds=11):
            actions.take_effect(story.pk)
        actions.resubmit(story.pk, **pressed(story, mamie), title="Encore", text="Tout autre chose.")
        correct(story, ines, world.caf_gard, text="Tout autre chose !")

        undo(story, ines)

        assert (fresh(story).title, fresh(story).text) == ("Encore", "Tout autre chose.")

    def test_leaves_a_story_kept_for_whoever_its_author_answered(self, world, ines, mamie):
        story = asked_story(mamie, ines, world.caf_gard)
        actions.answer_question(story.pk, **pressed(story, mamie), answer="Mardi.")
        kept = fresh(story).kept_until
        reject(story, ines)
        undo(story, ines)

        assert (fresh(story).kept_for, fresh(story).kept_until) == (ines, kept)

    def test_is_for_whoever_decided(self, story, ines, karim, lucie, world, everything):
        publish(story, ines, world.caf_gard)
        before = everything()

        for colleague in (karim, lucie):
            with pytest.raises(NotAllowed):
                undo(story, colleague)

        assert everything() == before

    def test_of_a_second_reading_leaves_it_a_second_reading(self, story, ines, lucie):
        escalate(story, ines)
        reject(story, lucie)

        undo(story, lucie)

        assert (fresh(story).state, fresh(story).reading) == ("submitted", "second")

    def test_comes_too_late_after_ten_seconds_whether_or_not_the_worker_came(self, story, ines, world):
        publish(story, ines, world.caf_gard)

        with later(seconds=10):
            with pytest.raises(TooLate, match="déjà pris effet"):
                undo(story, ines)
            actions.take_effect(story.pk)
            with pytest.raises(TooLate, match="déjà pris effet"):
                undo(story, ines)

        assert fresh(story).is_public

    def test_pressed_twice_is_one(self, story, ines, world):
        publish(story, ines, world.caf_gard)
        press = pressed(story, ines)

        first, again = actions.undo(story.pk, **press), actions.undo(story.pk, **press)

        assert again.replayed and again.detail == first.detail
        assert story.events.filter(action="undo").count() == 1

    def test_with_three_others_in_hand_gives_it_back_to_the_queue(self, story, ines, mamie, world):
        publish(story, ines, world.caf_gard)
        for _ in range(3):
            take(Step.MODERATE, submitted_story(mamie, world.caf_gard), ines)

        done = undo(story, ines)

        assert done.detail == {} and fresh(story).state == "submitted"
        assert not Claim.objects.filter(item_id=story.pk).exists()

    def test_frees_a_hand_that_only_an_expired_lease_fills(self, story, ines, mamie, world):
        others = [submitted_story(mamie, world.caf_gard) for _ in range(3)]
        for one in others:
            take(Step.MODERATE, one, ines)
        Claim.objects.filter(item_id=others[0].pk).delete()
        publish(story, ines, world.caf_gard)
        take(Step.MODERATE, others[0], ines)
        Claim.objects.filter(item_id=others[1].pk).update(expires_at=story.submitted_at)

        assert undo(story, ines).detail["tab"]

    def test_is_not_offered_where_decisions_take_effect_at_once(self, settings, story, ines, world):
        settings.UNDO_SECONDS = 0
        publish(story, ines, world.caf_gard)

        assert fresh(story).is_public
        with pytest.raises(TooLate):
            undo(story, ines)


class TestTakingEffect:
    def test_a_lost_task_is_made_up_for_by_the_clock(self, story, ines, world):
        publish(story, ines, world.caf_gard)

        with later(seconds=11):
            assert take_due_effects() == 1
            assert take_due_effects() == 0

        assert fresh(story).is_public and story.routings.count() == 1

    def test_the_task_run_again_and_again_changes_nothing(self, story, ines, world, everything):
        publish(story, ines, world.caf_gard)
        with later(seconds=11):
            carry_out.call(story.pk)
            before = everything()

            carry_out.call(story.pk)

        assert everything() == before

    def test_of_a_decision_that_was_undone_and_taken_again_waits_for_the_second(self, story, ines, world):
        publish(story, ines, world.caf_gard)
        with later(seconds=6):
            tab = undo(story, ines).detail["tab"]
            actions.reject(story.pk, **pressed(story, ines), tab=tab, reason="off_topic")

        with later(seconds=11):
            assert not actions.take_effect(story.pk)  # the first one's task
        with later(seconds=17):
            assert actions.take_effect(story.pk)

        assert fresh(story).state == Story.State.REJECTED and not story.routings.exists()

    @pytest.mark.parametrize("staffed", [True, False])
    def test_a_structure_closed_meanwhile_still_leaves_somebody_accountable(
        self, staffed, story, ines, pilote, world, request
    ):
        if staffed:
            request.getfixturevalue("sonia")
        publish(story, ines, world.caf_ales)
        world.caf_ales.active = False
        world.caf_ales.save()

        with later(seconds=11):
            assert actions.take_effect(story.pk)

        routing = story.routings.get()
        assert routing.holder == (world.caf_gard if staffed else None)
        told = Notification.objects.exclude(person=story.author).get()
        assert told.kind == ("routed" if staffed else "orphan")

    def test_of_two_structures_the_one_closed_meanwhile_is_left_out(self, story, ines, world):
        publish(story, ines, world.caf_gard, world.fs_sommieres)
        world.caf_gard.active = False
        world.caf_gard.save()

        with later(seconds=11):
            actions.take_effect(story.pk)

        assert story.routings.get().structure == world.fs_sommieres

    def test_one_that_cannot_be_carried_out_keeps_no_other_waiting(self, story, ines, mamie, world):
        publish(story, ines, world.caf_gard)
        story.texts.all().delete()  # a damaged story
        another = submitted_story(mamie, world.caf_gard)
        publish(another, ines, world.caf_gard)

        with later(seconds=11), pytest.raises(ExceptionGroup):
            take_due_effects()

        assert fresh(another).is_public and not fresh(story).is_public

    def test_an_author_whose_account_is_gone_stops_nothing(self, story, ines, mamie, world):
        publish(story, ines, world.caf_gard)
        mamie.email, mamie.name, mamie.is_active = None, "", False
        mamie.save()

        with later(seconds=11):
            assert actions.take_effect(story.pk)

        assert fresh(story).is_public


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_the_task_and_the_clock_carry_it_out_once(self, story, ines, mamie, sonia, world):
        publish(story, ines, world.caf_gard)

        with later(seconds=11):
            results = at_once(*[in_the_same_time(partial(actions.take_effect, story.pk))] * 4)

        assert sorted(won(results)) == [False, False, False, True]
        assert story.routings.count() == 1
        assert Mail.objects.filter(person=mamie).count() == 1
        assert Notification.objects.filter(person=sonia).count() == 1
        assert Event.objects.filter(action="take_effect").count() == 1

    @pytest.mark.parametrize("round_", range(5))
    def test_undoing_at_the_very_end_either_undoes_or_comes_too_late(self, round_, story, ines, world):
        correct(story, ines, world.caf_gard, text=BETTER)
        press = pressed(story, ines)

        def carry_out_in_time():
            with later(seconds=11):
                return actions.take_effect(story.pk)

        undone, done = at_once(partial(actions.undo, story.pk, **press), carry_out_in_time)

        assert isinstance(undone, TooLate) == bool(done)
        now = fresh(story)
        if done:
            assert now.is_public and now.text == BETTER and story.routings.count() == 1
            assert not PrivateCopy.objects.exists()
        else:
            assert (now.state, now.text) == ("submitted", TEXT)
            assert not Routing.objects.exists() and not Mail.objects.exists()
            assert Claim.objects.get().holder == ines

    @pytest.mark.parametrize("round_", range(5))
    def test_withdrawing_at_the_very_end_either_stops_it_or_takes_it_back(
        self, round_, story, ines, mamie, world
    ):
        publish(story, ines, world.caf_gard)
        press = pressed(story, mamie)

        def carry_out_in_time():
            with later(seconds=11):
                return actions.take_effect(story.pk)

        withdrawn, done = at_once(partial(actions.withdraw, story.pk, **press), carry_out_in_time)

        if isinstance(withdrawn, Refusal):  # its page had not heard yet: pressed again, it works
            actions.withdraw(story.pk, **pressed(story, mamie))
        assert fresh(story).state == Story.State.WITHDRAWN
        assert {routing.state for routing in story.routings.all()} <= {Routing.State.CLOSED}
        assert bool(done) == story.routings.exists()

    def test_two_people_never_both_decide_and_the_faster_may_undo(self, story, ines, karim, world):
        tab = take(Step.MODERATE, story, ines)
        results = at_once(
            partial(
                actions.publish, story.pk, **pressed(story, ines), tab=tab, structures=[world.caf_gard.pk]
            ),
            partial(
                actions.take_over,
                Step.MODERATE,
                story.pk,
                by=karim,
                version=version_of(story),
                key=key(),
                reason="R",
            ),
        )

        assert len(refused(results)) == 1
        assert undo(story, ines).state == Story.State.SUBMITTED
        assert Decision.objects.get().undone_at


def in_the_same_time(act):
    """``later`` for another thread: each has its own instant."""

    def then():
        with later(seconds=11):
            return act()

    return then
