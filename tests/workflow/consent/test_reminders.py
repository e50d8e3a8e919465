"""An author who was asked something is reminded after 3, 7 and 14 days, then the story is closed, text kept."""

import pytest

from stories.models import Story, StoryText
from tests.pressing import fresh, pressed, take
from tests.stories_made import TEXT
from tests.workflow.presses import ask, later, propose
from workflow import actions
from workflow.consent.reminders import close_unanswered, remind_authors
from workflow.models import Mail, Step
from workflow.notifications.kinds import draw
from workflow.spine.refusals import TooLate

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["ask", "propose"])
def asked(request, story, ines, world) -> Story:
    if request.param == "ask":
        ask(story, ines)
    else:
        propose(story, ines, world.caf_gard, title="Autrement")
    return story


def on_day(days: float) -> tuple[int, int]:
    """What the clock's hourly chores did that day: reminded, closed."""
    with later(days=days):
        return remind_authors(), close_unanswered()


def test_the_three_reminders_come_on_their_days_and_then_the_end(asked, mamie):
    days = {day: on_day(day) for day in (2.9, 3, 3.1, 6.9, 7, 7.1, 13.9, 14, 14.1, 20.9, 21)}

    assert days == {
        2.9: (0, 0), 3: (1, 0), 3.1: (0, 0), 6.9: (0, 0), 7: (1, 0), 7.1: (0, 0), 13.9: (0, 0),
        14: (1, 0), 14.1: (0, 0), 20.9: (0, 0), 21: (0, 1),
    }  # fmt: skip
    assert Mail.objects.filter(kind="reminded", person=mamie).count() == 3
    assert Mail.objects.filter(kind="unanswered", person=mamie).count() == 1


def test_closed_for_want_of_an_answer_it_says_so_and_keeps_the_text(asked, mamie, ines):
    for day in (3, 7, 14, 21):
        on_day(day)

    now = fresh(asked)
    assert (now.state, now.closed_reason) == ("withdrawn", Story.ClosedReason.NO_ANSWER)
    assert now.awaiting_since is None
    assert now.text == TEXT and asked.texts.get().kind == StoryText.Kind.ORIGINAL
    closing = asked.events.latest("pk")
    assert (closing.action, closing.actor) == ("close_unanswered", None)
    with pytest.raises(TooLate):
        actions.answer_question(asked.pk, **pressed(asked, mamie), answer="Enfin.")


def test_withdrawn_by_its_author_it_says_that(asked, mamie):
    actions.withdraw(asked.pk, **pressed(asked, mamie))

    assert fresh(asked).closed_reason == Story.ClosedReason.BY_AUTHOR
    assert on_day(30) == (0, 0)


def test_an_answer_ends_the_reminders_and_a_new_question_begins_them_anew(story, ines, mamie):
    ask(story, ines)
    on_day(3)
    on_day(7)
    actions.answer_question(story.pk, **pressed(story, mamie), answer="Celle de Nîmes.")
    assert on_day(14) == (0, 0)

    with later(days=20):
        ask(story, ines, "Et quand ?")

    assert (on_day(22), on_day(23)) == ((0, 0), (1, 0))
    assert fresh(story).reminded == 1


def test_a_clock_that_stood_still_sends_one_reminder_and_leaves_the_last_week(asked, mamie):
    assert on_day(10) == (1, 0)
    assert fresh(asked).reminded == 2

    assert on_day(40) == (1, 0)
    assert on_day(46) == (0, 0)
    assert on_day(47) == (0, 1)
    assert Mail.objects.filter(kind="reminded").count() == 2


def test_an_author_whose_account_is_gone_is_not_written_to_and_the_story_closed(asked, mamie):
    mamie.email, mamie.name, mamie.is_active = None, "", False
    mamie.save()

    assert [on_day(day) for day in (3, 7, 14, 21)] == [(1, 0), (1, 0), (1, 0), (0, 1)]
    assert all(draw(mail) is None for mail in Mail.objects.filter(kind="reminded"))


def test_what_waits_for_its_author_is_nobodys_to_read(asked, ines):
    with pytest.raises(TooLate):
        take(Step.MODERATE, asked, ines)
