"""The desk in figures: counted from events and decisions, each by its definition."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from directory.models import User
from insights.desk.funnel import Funnel, funnel
from insights.desk.weeks import WEEKS, DeskFigures, Week, desk_figures
from insights.templatetags.figures import bars, hours
from stories.models import Story
from tests.bench.pilot.__main__ import GOLDEN
from tests.bench.pilot.play import BEGINS, ENDS, Pilot, ways
from tests.pressing import pressed, take
from tests.stories_made import draft_story
from tests.workflow.desks import signed_in
from workflow import actions, clock
from workflow.actions import Answered
from workflow.models import Step
from workflow.spine.instant import at

pytestmark = pytest.mark.django_db
# A Wednesday, so that every moment below is of one week.
NOON = timezone.make_aware(datetime(2026, 9, 16, 12))


def sent(author: User, house, moment: datetime = NOON, **more) -> Story:
    """A story really submitted: figures know of nothing else."""
    story = draft_story(author, [house], **more)
    with at(moment):
        actions.submit(story.pk, **pressed(story, author))
    return story


def decide(verb, story: Story, by: User, moment: datetime, **more) -> None:
    with at(moment):
        tab = take(Step.MODERATE, story, by)
        verb(story.pk, **pressed(story, by), tab=tab, **more)


def counted() -> Funnel:
    return funnel(NOON - timedelta(days=1), NOON + timedelta(days=30))


def figures(moment: datetime = NOON + timedelta(hours=8)) -> DeskFigures:
    with at(moment):
        return desk_figures()


def this_week(moment: datetime = NOON + timedelta(hours=8)) -> Week:
    return figures(moment).weeks[-1]


def minutes(number: float) -> datetime:
    return NOON + timedelta(minutes=number)


class TestTheFunnel:
    def test_of_the_pilot_is_the_golden_table(self, db):
        Pilot().play()

        found = funnel(BEGINS, ENDS).by_name

        assert {name: found.get(name, 0) for name in GOLDEN} == GOLDEN

    def test_of_the_pilot_is_told_in_as_many_different_texts(self):
        told = [way.told.text for way in ways()]

        assert len(set(told)) == len(told) == 82
        assert Counter(way.outcome for way in ways()) == {
            "publish": 39, "correct": 21, "rewrite": 2, "reject": 16, "wait": 4,
        }  # fmt: skip

    def test_adds_up_whatever_became_of_each(self, world, mamie, ines, lucie):
        house, structures = world.caf_gard, {"structures": [world.caf_gard.pk]}
        decide(actions.publish, sent(mamie, house), ines, minutes(5), **structures)
        decide(actions.reject, sent(mamie, house), ines, minutes(6), reason="abusive")
        decide(actions.ask, sent(mamie, house), ines, minutes(7), question="Quand ?")
        decide(actions.escalate, sent(mamie, house), ines, minutes(8), note="Un avis ?")
        sent(mamie, house)
        withdrawn, taken_off = sent(mamie, house), sent(mamie, house)
        actions.withdraw(withdrawn.pk, **pressed(withdrawn, mamie))
        decide(actions.publish, taken_off, ines, minutes(9), **structures)
        actions.unpublish(taken_off.pk, **pressed(taken_off, lucie), public_reason="Sur demande.")

        found = counted()

        assert found.posted == 7 == sum(n for _, n in found.rows)
        assert (found.published, found.rejected, found.waiting_for_author) == (1, {"abusive": 1}, 1)
        assert (found.waiting_first, found.waiting_second, found.unpublished) == (1, 1, 1)
        assert found.withdrawn == {"by_author": 1}

    def test_counts_a_story_told_again_once_by_what_became_of_it(self, world, mamie, ines):
        story = sent(mamie, world.caf_gard)
        decide(actions.reject, story, ines, minutes(5), reason="off_topic")
        with at(minutes(10)):
            actions.resubmit(story.pk, **pressed(story, mamie), title="Un titre", text="Un récit.")
        decide(actions.reject, story, ines, minutes(15), reason="abusive")

        assert (counted().posted, counted().rejected) == (1, {"abusive": 1})

    def test_does_not_count_a_correction_that_was_undone(self, world, mamie, ines, settings):
        settings.UNDO_SECONDS = 10
        story = sent(mamie, world.caf_gard)
        words = {"title": story.title, "text": "Un récit corrigé.", "reason": "Clarté."}
        house = [world.caf_gard.pk]
        decide(actions.correct, story, ines, minutes(5), structures=house, **words)
        with at(minutes(5) + timedelta(seconds=3)):
            tab = actions.undo(story.pk, **pressed(story, ines)).detail["tab"]
        with at(minutes(6)):
            actions.publish(story.pk, **pressed(story, ines), tab=tab, structures=house)

        assert (counted().published, counted().corrected) == (1, 0)
        assert dict(figures().outcomes) == {"publiée telle quelle": 1}

    @pytest.mark.parametrize(("answer", "rewritten"), [("edited", 1), ("refused", 0)])
    def test_calls_rewritten_what_its_author_agreed_to_or_wrote(self, world, mamie, ines, answer, rewritten):
        story, house = sent(mamie, world.caf_gard, text="Un récit ferme."), [world.caf_gard.pk]
        words = {"title": story.title, "text": "Un récit clair.", "reasons": ["Clarté."]}
        decide(actions.propose_rewrite, story, ines, minutes(5), structures=house, **words)
        change = story.proposals.get().changes.get()
        with at(minutes(60)):
            answers = {change.pk: Answered(answer, "Un récit à moi.")}
            actions.answer_proposal(story.pk, **pressed(story, mamie), answers=answers)
        decide(actions.publish, story, ines, minutes(90), structures=house)

        assert (counted().published, counted().rewritten) == (1, rewritten)

    def test_keeps_to_its_window(self, world, mamie):
        sent(mamie, world.caf_gard)

        assert funnel(NOON, NOON + timedelta(seconds=1)).posted == 1
        assert funnel(NOON - timedelta(days=1), NOON).posted == 0


class TestNow:
    def test_says_what_waits_and_since_when(self, world, mamie, ines):
        sent(mamie, world.caf_gard)
        decide(
            actions.escalate, sent(mamie, world.caf_gard, minutes(-60)), ines, minutes(8), note="Un avis ?"
        )
        decide(actions.ask, sent(mamie, world.caf_gard), ines, minutes(9), question="Quand ?")

        found = figures()

        assert (found.first, found.second, found.awaiting) == (1, 1, 1)
        assert (found.oldest, found.awaiting_oldest) == (minutes(-60), minutes(9))

    def test_of_nothing_is_nothing(self):
        found = figures()

        assert (found.first, found.oldest, found.awaiting, found.outcomes) == (0, None, 0, [])
        assert len(found.weeks) == WEEKS and all(week.posted == 0 for week in found.weeks)


class TestEachWeek:
    def test_counts_what_came_in_and_what_was_decided(self, world, mamie, ines):
        decide(actions.reject, sent(mamie, world.caf_gard), ines, minutes(5), reason="off_topic")
        sent(mamie, world.caf_gard, minutes(-7 * 24 * 60))

        weeks = figures().weeks

        assert [(week.posted, week.decided) for week in weeks[-2:]] == [(1, 0), (1, 1)]
        assert dict(figures().outcomes) == {"non publiée : hors sujet": 1}

    def test_ends_with_what_then_waited(self, world, mamie, ines):
        """Two weeks ago one came, a week ago another; this week one was refused and of one something was asked."""
        week = 7 * 24 * 60
        old = sent(mamie, world.caf_gard, minutes(-2 * week))
        decide(actions.ask, sent(mamie, world.caf_gard, minutes(-week)), ines, minutes(1), question="Quand ?")
        decide(actions.reject, old, ines, minutes(5), reason="off_topic")

        ends = [(week.to_read, week.awaiting) for week in figures().weeks]

        assert ends[-4:] == [(0, 0), (1, 0), (2, 0), (0, 1)]

    def test_tells_the_median_and_the_ninth_tenth_of_the_time_to_first_reading(self, world, mamie, ines):
        """Read after 1, 2, 3, 4 and 10 hours: median 3; nine tenths of the way from 1 to 10 lie at 7.6."""
        for number in (1, 2, 3, 4, 10):
            story = sent(mamie, world.caf_gard)
            decide(actions.reject, story, ines, minutes(60 * number), reason="off_topic")
        sent(mamie, world.caf_gard)

        week = this_week(minutes(60 * 11))

        assert (week.posted, week.read) == (6, 5), "what nobody has read yet is not in the delay"
        assert (float(week.median), float(week.p90)) == (pytest.approx(3), pytest.approx(7.6))

    def test_adds_the_minutes_of_all_leases_of_a_story(self, world, mamie, ines, karim, lucie, settings):
        """Inès 2 minutes and gives it back; Karim 1 until Lucie takes it over, for 3: 6 minutes of one story."""
        settings.CLAIM_SECONDS = 600
        story = sent(mamie, world.caf_gard)
        with at(minutes(0)):
            tab = take(Step.MODERATE, story, ines)
        with at(minutes(2)):
            actions.release(Step.MODERATE, story.pk, **pressed(story, ines), tab=tab)
        with at(minutes(20)):
            take(Step.MODERATE, story, karim)
        with at(minutes(21)):
            over = actions.take_over(Step.MODERATE, story.pk, **pressed(story, lucie), reason="Absent.")
        with at(minutes(24)):
            tab = over.detail["tab"]
            actions.reject(story.pk, **pressed(story, lucie), tab=tab, reason="off_topic")

        assert (this_week().minutes, this_week().worked_on) == (pytest.approx(6), 1)
        assert this_week().per_story == pytest.approx(6)

    def test_counts_a_lease_that_ran_out_until_it_did_and_none_that_still_runs(
        self, world, mamie, ines, karim, settings
    ):
        settings.CLAIM_SECONDS = 300
        first, second = sent(mamie, world.caf_gard), sent(mamie, world.caf_gard)
        with at(minutes(0)):
            take(Step.MODERATE, first, ines)
        with at(minutes(5)):
            clock.free_expired()
        with at(minutes(6)):
            take(Step.MODERATE, second, karim)

        assert (this_week().minutes, this_week().worked_on) == (pytest.approx(5), 1)


class TestThePage:
    def test_has_every_figure_with_its_definition_and_its_number(self, world, mamie, ines):
        story = sent(mamie, world.caf_gard, timezone.now() - timedelta(hours=2))
        decide(actions.reject, story, ines, timezone.now() - timedelta(hours=1), reason="off_topic")

        page = signed_in(ines).get("/moderation/chiffres/").text

        for words in (
            "À lire",
            "médiane",
            "Minutes par récit",
            "n = 1 décision",
            "n = 1 expérience",
            "hors sujet",
        ):
            assert words in page, words
        assert "Fenêtre : les 12 dernières semaines" in page

    def test_is_of_the_team_and_names_nobody(self, world, mamie, ines, karim, pilote):
        for person in (ines, karim):
            story = sent(mamie, world.caf_gard, timezone.now())
            decide(actions.reject, story, person, timezone.now(), reason="off_topic")

        page = signed_in(pilote).get("/moderation/chiffres/").text

        assert ines.name not in page and karim.name not in page and "Karim B." not in page

    def test_asks_the_database_ten_times_at_most(self, ines, pilote, django_assert_max_num_queries):
        for person in (ines, pilote):
            client = signed_in(person)
            client.get("/moderation/chiffres/")
            with django_assert_max_num_queries(10):
                client.get("/moderation/chiffres/")


def test_bars_are_as_tall_as_their_share_of_the_tallest():
    weeks = [Week(NOON.date(), posted=4, decided=2), Week(NOON.date(), posted=0, decided=1)]
    found = DeskFigures(NOON, 0, 0, None, 0, None, weeks, [])

    assert [(bar.posted_h, bar.decided_h) for bar in bars(found)] == [(120, 60), (0, 30)]


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "–"), (0.5, "30 min"), (3.34, "3 h 20"), (1.999, "2 h 00"), (53, "2 j 5 h"), (72, "3 j")],
)
def test_hours_are_said_as_people_say_them(value, words):
    assert hours(value).replace("\u00a0", " ") == words
