"""An author whose story was not published may tell it again; the words refused are kept, never public."""

import pytest

from stories.models import Story, StoryText
from tests.pressing import fresh, key, pressed, publish
from tests.stories_made import TEXT, TITLE
from tests.workflow.presses import correct, escalate, later, propose, reject
from workflow import actions
from workflow.models import Calibration, Claim, Mail, Step
from workflow.spine.refusals import Invalid, NotAllowed, TooLate
from workflow.spine.steps import CLAIM

pytestmark = pytest.mark.django_db
AGAIN = {"title": "Dossier rouvert", "text": "Cinq semaines plus tard, j'ai rappelé."}


@pytest.fixture
def rejected(story, ines) -> Story:
    reject(story, ines, "no_experience")
    return story


def resubmit(story: Story, by, **words):
    return actions.resubmit(story.pk, **pressed(story, by), **(AGAIN | words))


def test_it_is_read_again_like_a_first_time(rejected, mamie, karim):
    before = fresh(rejected).submitted_at

    outcome = resubmit(rejected, mamie)

    now = fresh(rejected)
    assert outcome.state == now.state == "submitted"
    assert (now.title, now.text) == (AGAIN["title"], AGAIN["text"])
    assert now.submitted_at > before and now.decided_at is now.effective_at is None
    assert Mail.objects.filter(person=mamie, kind="received", event=rejected.events.latest("pk")).exists()
    assert actions.claim_next(by=karim, key=key()).item_id == rejected.pk


def test_what_was_refused_is_kept_and_never_public(rejected, mamie, ines, world):
    resubmit(rejected, mamie)
    publish(rejected, ines, world.caf_gard)

    assert list(rejected.texts.order_by("pk").values_list("kind", "text")) == [
        ("original", TEXT),
        ("resubmitted", AGAIN["text"]),
    ]
    assert rejected.texts.get(public_at__isnull=False).kind == StoryText.Kind.RESUBMITTED


def test_it_may_be_refused_and_told_as_often_as_it_takes(rejected, mamie, ines):
    for number in range(3):
        resubmit(rejected, mamie, text=f"Version {number}.")
        reject(rejected, ines)

    assert rejected.decisions.count() == rejected.texts.count() == 4


def test_after_a_second_reading_it_is_a_first_one_again(story, mamie, ines, lucie):
    escalate(story, ines)
    reject(story, lucie)

    resubmit(story, mamie)

    assert fresh(story).reading == Story.Reading.FIRST


def test_a_danger_told_this_time_is_read_first(rejected, mamie):
    resubmit(rejected, mamie, text="Je n’ai plus envie de vivre.")

    assert fresh(rejected).urgent


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"title": TITLE, "text": TEXT}, "text"),
        ({"text": ""}, "text"),
        ({"text": " \u200b\n"}, "text"),
        ({"title": " "}, "title"),
        ({"text": "x" * 15_001}, "text"),
        ({"title": "x" * 151}, "title"),
        ({"text": "Un octet nul\0."}, "text"),
        ({"title": "\udc80"}, "title"),
    ],
)
def test_it_must_be_another_text_that_can_be_kept(words, field, rejected, mamie, everything):
    before = everything()

    with pytest.raises(Invalid) as refusal:
        resubmit(rejected, mamie, **words)

    assert refusal.value.field in {field, "title"}
    assert everything() == before


def test_a_rejection_that_can_still_be_undone_is_none_yet(story, mamie, ines, settings):
    settings.UNDO_SECONDS = 10
    reject(story, ines)

    with pytest.raises(TooLate) as refusal:
        resubmit(story, mamie)
    assert refusal.value.context["state"] == "à lire"
    actions.undo(story.pk, **pressed(story, ines))
    with pytest.raises(TooLate):
        resubmit(story, mamie)

    assert (fresh(story).title, fresh(story).text) == (TITLE, TEXT)


def test_it_is_for_its_author_alone(rejected, ines, lucie, pilote):
    for person in (ines, lucie, pilote):
        with pytest.raises(NotAllowed):
            resubmit(rejected, person)


def test_a_blind_reading_of_the_text_before_is_called_off(settings, story, mamie, ines, karim, world):
    settings.CALIBRATION_SHARE = 1
    reject(story, ines)
    actions.claim(Step.CALIBRATE, story.pk, **pressed(story, karim))

    resubmit(story, mamie)

    assert not Calibration.objects.exists() and not Claim.objects.exists()
    assert fresh(story).state not in CLAIM[Step.CALIBRATE].sources


def test_a_blind_reading_that_was_done_stays(settings, story, mamie, ines, karim):
    settings.CALIBRATION_SHARE = 1
    reject(story, ines)
    tab = actions.claim(Step.CALIBRATE, story.pk, **pressed(story, karim)).detail["tab"]
    actions.opine(story.pk, **pressed(story, karim), tab=tab, outcome="publish")

    resubmit(story, mamie)

    assert Calibration.objects.get().outcome == "publish"


def test_every_outcome_is_open_to_it_again(rejected, mamie, ines, world):
    resubmit(rejected, mamie)
    correct(rejected, ines, world.caf_gard, title=AGAIN["title"], text="Cinq semaines après, j'ai rappelé.")

    assert fresh(rejected).is_public
    assert rejected.texts.get(public_at__isnull=False).kind == StoryText.Kind.CORRECTED


def test_withdrawing_works_at_any_time(rejected, mamie, ines, world):
    resubmit(rejected, mamie)
    propose(rejected, ines, world.caf_gard, title="Autrement")

    actions.withdraw(rejected.pk, **pressed(rejected, mamie))

    with later(days=30):
        assert actions.close_unanswered() == actions.remind_authors() == 0
