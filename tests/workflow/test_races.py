"""Several people at the same instant, on real connections: one wins, the others are told, nothing is lost."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from directory.models import Membership, PlatformRole, User
from stories.models import Reply, Routing, Story
from tests.at_once import at_once, refused, won
from tests.pressing import WORDS, key, pressed, publish, submit_reply, take, version_of
from tests.stories_made import published_story, submitted_story
from workflow import actions
from workflow.actions import ReplyWords
from workflow.models import Claim, DraftRevision, Event, KeyedRequest, ReplyDraft, Step
from workflow.spine.instant import at
from workflow.spine.refusals import NotAllowed, Refusal, TooLate

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def eight() -> list[User]:
    """Eight national moderators."""
    people = [User.objects.create_user(f"m{n}@exemple.test", f"Modératrice {n}") for n in range(8)]
    for person in people:
        PlatformRole.objects.create(user=person, role=PlatformRole.Role.MODERATOR)
    return people


@pytest.fixture
def story(world, mamie) -> Story:
    return submitted_story(mamie, world.caf_gard)


@pytest.fixture
def routing(world, mamie) -> Routing:
    return published_story(mamie, world.caf_gard).routings.get()


def events_of(item: Story | Routing, *names: str) -> list[str]:
    return list(item.events.filter(action__in=names).values_list("action", flat=True))


class TestClaiming:
    def test_eight_people_claim_the_same_story_and_seven_are_told_who_has_it(self, eight, story):
        results = at_once(
            *(partial(actions.claim, Step.MODERATE, story.pk, **pressed(story, who)) for who in eight)
        )

        assert len(won(results)) == 1
        holder = Claim.objects.get().holder
        assert eight[results.index(won(results)[0])] == holder
        assert all(
            isinstance(refusal, TooLate) and refusal.context["who"] == holder.name
            for refusal in refused(results)
        )
        assert len(events_of(story, "claim_moderate")) == 1

    def test_eight_people_press_next_on_five_stories_and_nobody_shares_one(self, eight, world, mamie):
        stories = {submitted_story(mamie, world.caf_gard).pk for _ in range(5)}

        results = at_once(*(partial(actions.claim_next, by=who, key=key()) for who in eight))

        found = [outcome.item_id for outcome in results if outcome]
        assert sorted(found) == sorted(stories)
        held = set(Claim.objects.values_list("holder", "item_id"))
        assert held == {(who.pk, one.item_id) for who, one in zip(eight, results, strict=True) if one}

    def test_nobody_goes_empty_handed_while_there_is_a_story_for_each(self, eight, world, mamie):
        for _ in range(8):
            submitted_story(mamie, world.caf_gard)

        results = at_once(*(partial(actions.claim_next, by=who, key=key()) for who in eight))

        assert len({outcome.item_id for outcome in won(results) if outcome}) == 8

    def test_the_same_press_of_next_twice_is_one_story(self, ines, world, mamie):
        for _ in range(3):
            submitted_story(mamie, world.caf_gard)
        one = key()

        results = at_once(*(partial(actions.claim_next, by=ines, key=one) for _ in range(4)))

        assert len({(found.item_id, found.detail["tab"]) for found in won(results)}) == 1
        assert Claim.objects.count() == KeyedRequest.objects.count() == 1

    def test_eight_tabs_of_one_person_never_hold_more_than_three(self, ines, world, mamie):
        stories = [submitted_story(mamie, world.caf_gard) for _ in range(8)]

        results = at_once(
            *(partial(actions.claim, Step.MODERATE, one.pk, **pressed(one, ines)) for one in stories)
        )

        assert len(won(results)) == Claim.objects.count() == 3
        assert all(len(refusal.context["held"]) == 3 for refusal in refused(results))

    def test_next_and_claim_of_the_oldest_story_give_it_to_one(self, ines, karim, story):
        results = at_once(
            partial(actions.claim_next, by=ines, key=key()),
            partial(actions.claim, Step.MODERATE, story.pk, **pressed(story, karim)),
        )

        assert len([outcome for outcome in won(results) if outcome]) == 1
        assert len(events_of(story, "claim_moderate")) == 1

    def test_two_seniors_take_over_at_once(self, ines, lucie, eight, story):
        PlatformRole.objects.filter(user=eight[0]).update(role=PlatformRole.Role.SENIOR)
        take(Step.MODERATE, story, ines)

        results = at_once(
            *(
                partial(actions.take_over, Step.MODERATE, story.pk, **pressed(story, who), reason="Absente.")
                for who in (lucie, User.objects.get(pk=eight[0].pk))
            )
        )

        assert len(won(results)) == 1
        assert len(events_of(story, "take_over_moderate")) == 1


class TestDeciding:
    def test_two_moderators_never_both_decide(self, ines, karim, story, world):
        tab = take(Step.MODERATE, story, ines)

        results = at_once(
            partial(
                actions.publish,
                story.pk,
                **pressed(story, ines),
                tab=tab,
                structures=[world.caf_gard.pk],
            ),
            partial(actions.reject, story.pk, **pressed(story, karim), tab=tab, reason="off_topic"),
        )

        assert [type(result) for result in refused(results)] == [TooLate]
        assert story.decisions.count() == 1

    def test_the_same_person_publishes_and_rejects_in_the_same_instant(self, ines, story, world):
        tab = take(Step.MODERATE, story, ines)

        results = at_once(
            partial(
                actions.publish,
                story.pk,
                **pressed(story, ines),
                tab=tab,
                structures=[world.caf_gard.pk],
            ),
            partial(actions.reject, story.pk, **pressed(story, ines), tab=tab, reason="off_topic"),
        )

        assert len(won(results)) == 1
        assert story.decisions.count() == len(events_of(story, "publish", "reject")) == 1

    def test_a_button_pressed_eight_times_publishes_once_and_answers_the_same(self, ines, story, world):
        tab = take(Step.MODERATE, story, ines)
        press = pressed(story, ines)

        results = at_once(
            *[partial(actions.publish, story.pk, **press, tab=tab, structures=[world.caf_gard.pk])] * 8
        )

        assert {(one.item_id, one.version, one.state) for one in won(results)} == {
            (story.pk, press["version"] + 1, Story.State.PUBLISHED)
        }
        assert sorted(one.replayed for one in results) == [False] + [True] * 7
        assert story.routings.count() == story.decisions.count() == 1

    @pytest.mark.parametrize("round_", range(5))
    def test_withdrawing_and_publishing_leave_nothing_half_done(self, round_, ines, mamie, story, world):
        tab = take(Step.MODERATE, story, ines)

        results = at_once(
            partial(actions.withdraw, story.pk, **pressed(story, mamie)),
            partial(
                actions.publish,
                story.pk,
                **pressed(story, ines),
                tab=tab,
                structures=[world.caf_gard.pk],
            ),
        )

        story.refresh_from_db()
        assert len(won(results)) == 1
        if story.state == Story.State.WITHDRAWN:
            assert not story.routings.exists() and not story.decisions.exists()
        else:
            assert story.state == Story.State.PUBLISHED and story.routings.count() == 1

    def test_a_lease_that_ends_while_somebody_publishes_has_one_outcome(self, ines, story, world):
        tab = take(Step.MODERATE, story, ines)
        Claim.objects.update(expires_at=timezone.now())

        def publish_in_time():
            with at(timezone.now() - timedelta(seconds=5)):
                return actions.publish(
                    story.pk, **pressed(story, ines), tab=tab, structures=[world.caf_gard.pk]
                )

        results = at_once(publish_in_time, lambda: actions.expire_leases(Claim.objects.all()))

        published = not isinstance(results[0], Refusal)
        assert published != bool(results[1])
        assert events_of(story, "publish", "expire_moderate") == [
            "publish" if published else "expire_moderate"
        ]

    def test_a_job_and_a_person_are_never_both_right(self, ines, story):
        """A hundred times: the clock frees an expired lease while its holder claims it anew."""
        take(Step.MODERATE, story, ines)
        for _ in range(100):
            Claim.objects.update(expires_at=timezone.now())
            seen = Event.objects.count()

            results = at_once(
                lambda: actions.expire_leases(Claim.objects.filter(expires_at__lte=timezone.now())),
                partial(actions.claim, Step.MODERATE, story.pk, **pressed(story, ines)),
            )

            winners = bool(results[0]) + (not isinstance(results[1], Refusal))
            assert winners == 1
            assert Event.objects.count() == seen + 1
            if results[0]:
                take(Step.MODERATE, story, ines)


class TestAnswering:
    def test_three_verdicts_at_once_are_one(self, sonia, vera, routing):
        submit_reply(routing, sonia)
        tab = take(Step.VALIDATE, routing, vera)

        results = at_once(
            partial(actions.approve, routing.pk, **pressed(routing, vera), tab=tab),
            partial(actions.approve_with_edits, routing.pk, **pressed(routing, vera), tab=tab, words=WORDS),
            partial(actions.send_back, routing.pk, **pressed(routing, vera), tab=tab, comment="Non."),
        )

        assert len(won(results)) == 1
        assert len(events_of(routing, "approve", "approve_with_edits", "send_back")) == 1
        published = won(results)[0].state == Routing.State.ANSWERED
        assert Reply.objects.filter(routing=routing).count() == published

    def test_a_reply_submitted_eight_times_is_one_revision(self, sonia, routing):
        tab = take(Step.DRAFT, routing, sonia)
        press = pressed(routing, sonia)

        results = at_once(*[partial(actions.submit_reply, routing.pk, **press, tab=tab, words=WORDS)] * 8)

        assert len({(one.version, one.state) for one in won(results)}) == 1 and not refused(results)
        assert routing.revisions.count() == 1

    @pytest.mark.parametrize("round_", range(5))
    def test_a_submission_and_a_take_over_leave_one_holder_of_the_truth(self, round_, sonia, gilles, routing):
        tab = take(Step.DRAFT, routing, sonia)

        results = at_once(
            partial(actions.submit_reply, routing.pk, **pressed(routing, sonia), tab=tab, words=WORDS),
            partial(
                actions.take_over,
                Step.DRAFT,
                routing.pk,
                **pressed(routing, gilles),
                reason="Elle est en congé.",
            ),
        )

        assert [type(refusal) for refusal in refused(results)] == [TooLate]
        submitted = not isinstance(results[0], Refusal)
        assert routing.revisions.count() == submitted
        assert Claim.objects.count() == (not submitted)

    @pytest.mark.parametrize("round_", range(5))
    def test_withdrawing_while_a_reply_is_approved_never_waits_nor_leaves_it_public(
        self, round_, mamie, sonia, vera, routing
    ):
        submit_reply(routing, sonia)
        tab = take(Step.VALIDATE, routing, vera)

        results = at_once(
            partial(actions.withdraw, routing.story_id, **pressed(routing.story, mamie)),
            partial(actions.approve, routing.pk, **pressed(routing, vera), tab=tab),
        )

        routing.refresh_from_db()
        assert not isinstance(results[0], Refusal)
        assert routing.state == Routing.State.CLOSED
        assert Reply.objects.exists() != isinstance(results[1], TooLate)

    def test_two_first_saves_of_one_draft_are_one_draft(self, sonia, routing):
        tab = take(Step.DRAFT, routing, sonia)
        save = partial(
            actions.save_draft,
            routing.pk,
            **pressed(routing, sonia),
            tab=tab,
            saves=0,
            words=ReplyWords("Bonjour Mamie30,"),
        )

        results = at_once(save, save)

        assert len(won(results)) == 2, "the same words twice are no conflict"
        assert ReplyDraft.objects.get().saves == 1
        assert len(events_of(routing, "save_draft")) == 1

    @pytest.mark.parametrize("round_", range(5))
    def test_no_word_is_lost_when_a_draft_is_taken_over_while_it_is_typed(
        self, round_, sonia, gilles, routing
    ):
        typed = [" ".join(f"mot{n}" for n in range(length)) for length in range(1, 9)]
        tab = take(Step.DRAFT, routing, sonia)
        taken: list[str] = []

        def type_on() -> list[tuple[str, bool]]:
            saved = []
            for number, text in enumerate(typed):
                saved.append((text, save(routing, sonia, tab, number, text)))
            return saved

        def take_it() -> None:
            while not taken:
                try:
                    outcome = actions.take_over(
                        Step.DRAFT, routing.pk, **pressed(routing, gilles), reason="Urgent."
                    )
                    taken.append(outcome.detail["tab"])
                except TooLate:
                    continue  # the first save moved the routing: look again, as a person would

        typing, _ = at_once(type_on, take_it)
        kept = [text for text, was_saved in typing if was_saved]
        before = ReplyDraft.objects.filter(routing=routing).first()
        assert save(routing, gilles, taken[0], before.saves if before else 0, "Autre chose.")

        assert [was for _, was in typing] == sorted((was for _, was in typing), reverse=True), (
            "once refused, always refused"
        )
        if kept:
            revision = DraftRevision.objects.get(routing=routing)
            assert (revision.text, revision.by) == (kept[-1], sonia)
        assert ReplyDraft.objects.get(routing=routing).text == "Autre chose."


def save(routing: Routing, by: User, tab: str, saves: int, text: str) -> bool:
    """Whether this save was accepted; a refused one leaves the words with whoever typed them."""
    try:
        actions.save_draft(
            routing.pk,
            by=by,
            version=version_of(routing),
            key=key(),
            tab=tab,
            saves=saves,
            words=ReplyWords(text),
        )
    except TooLate:
        return False
    return True


def test_two_structures_answer_one_story_at_once(world, mamie, ines, sonia):
    agent = User.objects.create_user("fs@exemple.test", "Farid Saïdi")
    Membership.objects.create(user=agent, structure=world.fs_sommieres, profile="drafter")
    story = submitted_story(mamie, world.caf_gard)
    publish(story, ines, world.caf_gard, world.fs_sommieres)
    ours = story.routings.get(structure=world.caf_gard)
    theirs = story.routings.get(structure=world.fs_sommieres)

    results = at_once(partial(submit_reply, ours, sonia), partial(submit_reply, theirs, agent))

    assert not refused(results)
    with pytest.raises(NotAllowed):
        take(Step.DRAFT, theirs, sonia)
