"""A second reading is for senior moderators; the others go on seeing it, and decide nothing."""

import pytest
from django.urls import reverse

from directory.models import Membership, PlatformRole, User
from stories.models import Story
from tests.pressing import key, pressed, publish, take, version_of
from tests.stories_made import submitted_story
from tests.workflow.desks import signed_in
from tests.workflow.presses import escalate, holding, reject
from workflow import actions
from workflow.models import Claim, Decision, Notification, Remark, Step
from workflow.spine.refusals import Invalid, NotAllowed, TooLate
from workflow.workbench.benches import bench_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def escalated(story, ines) -> Story:
    escalate(story, ines, " Un nom y est peut-être. ")
    return story


def senior(name: str) -> User:
    person = User.objects.create_user(f"{name.replace(' ', '-')}@exemple.test", name.title())
    PlatformRole.objects.create(user=person, role=PlatformRole.Role.SENIOR)
    return person


def test_it_is_still_to_read_in_a_queue_of_its_own(escalated, ines, karim, lucie):
    now = Story.objects.get(pk=escalated.pk)

    assert (now.state, now.reading) == ("submitted", "second")
    assert not Claim.objects.exists(), "whoever escalated is done with it"
    for person in (ines, karim, lucie):
        assert actions.claim_next(by=person, key=key()) is None


def test_it_says_why_and_is_a_decision_by_its_guide(escalated, ines):
    event = escalated.events.latest("pk")
    assert Remark.objects.get(event=event).text == "Un nom y est peut-être."
    decision = escalated.decisions.get()
    assert (decision.outcome, decision.by, decision.event) == (Decision.Outcome.ESCALATE, ines, event)
    assert decision.told == "", "its author is told nothing yet"


def test_seniors_are_told_but_not_those_who_may_not_read_it(story, ines, lucie, mamie, world):
    elsewhere, of_the_house, gone = senior("elsewhere"), senior("of the house"), senior("gone")
    elsewhere.platform_roles.get().networks.add(world.dgfip)
    Membership.objects.create(user=of_the_house, structure=world.cnaf, profile="observer")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    PlatformRole.objects.create(user=mamie, role=PlatformRole.Role.SENIOR)

    escalate(story, ines)

    assert [told.person for told in Notification.objects.all()] == [lucie]


def test_a_senior_who_escalates_is_not_told_of_it(story, lucie):
    other = senior("other")

    escalate(story, lucie)

    assert [told.person for told in Notification.objects.all()] == [other]


@pytest.mark.parametrize("note", ["", " \n", "a\0"])
def test_it_needs_a_word_why(note, story, ines, everything):
    press = holding(Step.MODERATE, story, ines)
    before = everything()

    with pytest.raises(Invalid):
        actions.escalate(story.pk, **press, note=note)

    assert everything() == before


def test_there_is_no_third_reading(escalated, lucie):
    with pytest.raises(Invalid, match="déjà en seconde lecture"):
        escalate(escalated, lucie)


def test_others_may_follow_and_note_but_neither_take_nor_pass_it(escalated, ines, karim):
    for verb in (
        lambda: take(Step.MODERATE, escalated, karim),
        lambda: actions.pass_on(escalated.pk, **pressed(escalated, karim)),
        lambda: publish(escalated, ines),
    ):
        with pytest.raises(NotAllowed):
            verb()

    assert actions.note(escalated.pk, by=karim, key=key(), text="Le nom est celui d'un élu.")
    actions.annotate(
        escalated.pk,
        **pressed(escalated, ines),
        criticality=3,
        tags=["élu"],
        procedure=None,
        urgent=False,
        difficult=False,
    )


def test_any_senior_decides_it_like_a_first_one(escalated, lucie, world):
    publish(escalated, lucie, world.caf_gard)

    assert Story.objects.get(pk=escalated.pk).is_public


def test_pressed_twice_it_is_one(story, ines):
    press = holding(Step.MODERATE, story, ines)

    actions.escalate(story.pk, **press, note="Un nom ?")
    again = actions.escalate(story.pk, **press, note="Un nom ?")

    assert again.replayed and story.decisions.count() == 1


def test_somebody_who_held_it_stale_is_told_who_was_faster(story, ines, karim):
    press = pressed(story, karim)
    escalate(story, ines)

    with pytest.raises(TooLate) as refusal:
        actions.claim(Step.MODERATE, story.pk, **press)

    assert refusal.value.context["who"] == ines.name
    with pytest.raises(NotAllowed):
        actions.claim(Step.MODERATE, story.pk, **pressed(story, karim))


def test_a_rejection_in_second_reading_ends_it(escalated, lucie, mamie):
    reject(escalated, lucie)

    assert Notification.objects.filter(person=mamie, kind=Notification.Kind.REJECTED).exists()


def test_the_panel_says_truly_who_reads_the_word_why(escalated, ines, karim, world, mamie):
    other = submitted_story(mamie, world.caf_gard)
    tab = take(Step.MODERATE, other, ines)

    asked = signed_in(ines).get(f"{bench_url(Step.MODERATE, other.pk)}?tab={tab}").text
    read = signed_in(karim).get(bench_url(Step.MODERATE, escalated.pk)).text

    assert "lu par les modérateurs, jamais par l'auteur ni le public" in asked
    assert "Un nom y est peut-être." in read


class TestWorkingThroughThem:
    """A senior who takes one from the queue of second readings stays in it."""

    def test_next_takes_the_oldest_second_reading(self, escalated, lucie, mamie, world):
        submitted_story(mamie, world.caf_gard)
        found = actions.claim_next(by=lucie, key=key(), reading=Story.Reading.SECOND)
        assert found is not None and found.item_id == escalated.pk
        assert actions.claim_next(by=lucie, key=key(), reading=Story.Reading.SECOND) is None

    def test_next_is_a_seniors(self, escalated, ines):
        with pytest.raises(NotAllowed):
            actions.claim_next(by=ines, key=key(), reading=Story.Reading.SECOND)
        assert not Claim.objects.exists()

    def test_taking_one_keeps_the_queue_beside_it(self, escalated, lucie):
        url = reverse("workflow:claim", args=[escalated.pk])
        taken = {"version": version_of(escalated), "key": key(), "file": "secondes-lectures"}
        answer = signed_in(lucie).post(url, taken)
        assert answer["Location"].endswith("&file=secondes-lectures")
        page = signed_in(lucie).get(answer["Location"]).text
        assert "Secondes lectures</h1>" in page and 'id="next"' in page

    def test_deciding_one_goes_on_to_the_next_one(self, escalated, ines, lucie, mamie, world):
        following = submitted_story(mamie, world.caf_gard)
        escalate(following, ines, "Un doute.")
        submitted_story(mamie, world.caf_gard)  # a first reading, older readers' business
        tab = take(Step.MODERATE, escalated, lucie)
        fields = {"version": version_of(escalated), "key": key(), "tab": tab, "structures": world.caf_gard.pk}
        url = reverse("workflow:publish", args=[escalated.pk])
        answer = signed_in(lucie).post(url, fields | {"then": "next", "file": "secondes-lectures"})
        assert reverse("workflow:bench", args=[following.pk]) in answer["Location"]
        assert Claim.objects.get().item_id == following.pk
