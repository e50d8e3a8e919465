"""What is typed for a decision is saved as it is typed, for its writer alone, until it is sent."""

import json

import pytest
from django.urls import reverse
from django.utils.html import escape

from stories.models import Report, Story
from tests.pressing import key, pressed, publish, take, version_of
from tests.stories_made import TEXT, submitted_story
from tests.workflow.desks import signed_in
from workflow import actions
from workflow.claims.kept import words_read
from workflow.models import PrivateCopy, Step

pytestmark = pytest.mark.django_db
BETTER = f"{TEXT} Et toujours rien."
TYPED = {"correct-text": BETTER, "correct-reason": "Clarté."}


@pytest.fixture
def tab(story, ines) -> str:
    return take(Step.MODERATE, story, ines)


def type_in(person, story: Story, tab: str, fields: object = TYPED, base: str | None = None):
    sent = {"tab": tab, "base": words_read(story.title, story.text) if base is None else base}
    url = reverse("workflow:keep_copy", args=[story.pk])
    return signed_in(person).post(url, {**sent, "fields": json.dumps(fields)})


def bench(person, story: Story, tab: str = "") -> str:
    return signed_in(person).get(f"{reverse('workflow:bench', args=[story.pk])}?tab={tab}").text


def put_back(page: str) -> dict[str, str] | None:
    """The fields that the page puts what was typed back into."""
    opening = '<script id="kept" type="application/json">'
    return json.loads(page.partition(opening)[2].partition("</script>")[0]) if opening in page else None


def is_to_read(page: str) -> bool:
    return "Votre texte gardé" in page


class TestWhatIsBeingTyped:
    def test_is_saved_again_and_again_in_one_place(self, story, ines, tab):
        type_in(ines, story, tab, {"correct-text": "Un début"})
        type_in(ines, story, tab)

        copy = PrivateCopy.objects.get()
        assert (copy.person, copy.fields) == (ines, TYPED)
        assert copy.text == f"{BETTER}\n\nClarté."

    def test_is_put_back_wherever_its_writer_goes_on(self, story, ines, tab):
        type_in(ines, story, tab)
        elsewhere = take(Step.MODERATE, story, ines)

        page = bench(ines, story, elsewhere)
        assert put_back(page) == TYPED
        assert not is_to_read(page)

    def test_leaves_the_version_alone(self, story, ines, tab):
        before = version_of(story)
        type_in(ines, story, tab)
        assert version_of(story) == before

    def test_is_gone_once_nothing_is_left_of_it(self, story, ines, tab):
        type_in(ines, story, tab)
        type_in(ines, story, tab, {})
        assert not PrivateCopy.objects.exists()

    def test_goes_with_the_decision(self, story, world, ines, tab):
        type_in(ines, story, tab)
        actions.publish(story.pk, **pressed(story, ines), tab=tab, structures=[world.caf_gard.pk])
        assert not PrivateCopy.objects.exists()

    def test_goes_with_an_escalation_which_leaves_the_story_where_it_is(self, story, ines, tab):
        type_in(ines, story, tab)
        actions.escalate(story.pk, **pressed(story, ines), tab=tab, note="Un second regard.")
        assert not PrivateCopy.objects.exists()

    def test_stays_to_be_read_when_a_colleague_decides(self, story, world, ines, lucie, tab):
        type_in(ines, story, tab)
        over = actions.take_over(Step.MODERATE, story.pk, **pressed(story, lucie), reason="Urgence.")
        there = over.detail["tab"]
        assert put_back(bench(lucie, story, there)) is None
        actions.publish(story.pk, **pressed(story, lucie), tab=there, structures=[world.caf_gard.pk])

        page = bench(ines, story)
        assert is_to_read(page) and escape(BETTER) in page
        assert not is_to_read(bench(lucie, story))

    def test_about_other_words_is_only_to_be_read(self, story, ines, tab):
        type_in(ines, story, tab)
        Story.objects.filter(pk=story.pk).update(text="Raconté autrement par son auteur.")

        page = bench(ines, story, tab)
        assert put_back(page) is None
        assert is_to_read(page)

    def test_becomes_one_copy_to_read_when_the_item_is_given_back(self, story, ines, tab):
        type_in(ines, story, tab)
        fields = {"version": version_of(story), "key": key(), "tab": tab, "text": BETTER}
        signed_in(ines).post(reverse("workflow:release", args=[story.pk]), fields)

        copy = PrivateCopy.objects.get()
        assert (copy.text, copy.fields) == (BETTER, None)


class TestSaving:
    def test_by_a_tab_that_does_not_hold_the_item_is_too_late(self, story, ines, tab):
        take(Step.MODERATE, story, ines)
        assert type_in(ines, story, tab).status_code == 409
        assert not PrivateCopy.objects.exists()

    def test_after_the_decision_is_too_late(self, world, mamie, ines):
        story = submitted_story(mamie, world.caf_gard)
        tab = take(Step.MODERATE, story, ines)
        actions.publish(story.pk, **pressed(story, ines), tab=tab, structures=[world.caf_gard.pk])
        assert type_in(ines, story, tab).status_code == 409
        assert not PrivateCopy.objects.exists()

    def test_for_somebody_who_may_not_see_it_is_not_found(self, story, marc, tab):
        assert type_in(marc, story, tab).status_code == 404

    @pytest.mark.parametrize(
        "fields",
        [
            ["un"],
            {"correct-text": 3},
            {"<b>": "x"},
            {f"reasons-{number}": "x" for number in range(61)},
            {"correct-text": "x" * 40_001},
        ],
        ids=["a list", "a number", "no id", "too many", "too long"],
    )
    def test_of_what_no_page_sends_is_refused(self, story, ines, tab, fields):
        assert type_in(ines, story, tab, fields).status_code == 422
        assert not PrivateCopy.objects.exists()

    def test_keeps_what_it_can_of_signs_that_cannot_be_stored(self, story, ines, tab):
        assert type_in(ines, story, tab, {"correct-text": "a\0b\ud800c"}).status_code == 200
        assert PrivateCopy.objects.get().text == "ab?c"


def test_what_is_typed_about_a_reported_story_is_put_back_too(world, mamie, ines, lucie) -> None:
    story = submitted_story(mamie, world.caf_gard)
    publish(story, ines, world.caf_gard)
    actions.report(story.pk, Report.Reason.ABUSIVE)
    story.refresh_from_db()
    tab = take(Step.REPORT, story, lucie)
    typed = {"unpublish-reason": "Un nom s'y lisait."}
    url = reverse("workflow:keep_copy_report", args=[story.pk])
    base = words_read(story.title, story.text)
    signed_in(lucie).post(url, {"tab": tab, "base": base, "fields": json.dumps(typed)})

    page = signed_in(lucie).get(f"{reverse('workflow:report_bench', args=[story.pk])}?tab={tab}").text
    assert put_back(page) == typed
