"""A valid NIR, IBAN, e-mail or phone number is not published unless somebody says why it may stay."""

import pytest

from stories.models import AnswerBack, Story
from tests.pressing import pressed, publish
from tests.stories_made import TITLE, answer, published_story, submitted_story
from tests.workflow.presses import correct, holding, propose
from workflow import actions
from workflow.models import Step
from workflow.spine.refusals import Invalid

pytestmark = pytest.mark.django_db
BLOCKS = {
    "numéro de sécurité sociale": "mon numéro est le 2 69 05 49 588 157 80",
    "IBAN": "mon compte FR14 2004 1010 0505 0001 3M02 606",
    "adresse e-mail": "écrivez-moi à mamie.roux30@exemple.test",
    "numéro de téléphone": "rappelez-moi au 06 12 34 56 78",
}
WARNS = [
    "Madame Durand m'a reçue",
    "12 rue de la République à Nîmes",
    "AB-123-CD",
    "voyez https://www.caf.fr",
    "c'est du FOUTAGE DE GUEULE",
    "mon numéro est le 2 69 05 49 588 157 81",
]
WHY = "C'est le numéro du standard."


@pytest.fixture(params=BLOCKS.items(), ids=lambda item: item[0])
def left_in(request) -> tuple[str, str]:
    """The kind of a detail, and a text that holds one."""
    kind, words = request.param
    return kind, f"J'ai attendu cinq semaines. Alors {words}, s'il vous plaît."


@pytest.fixture
def told(left_in, world, mamie) -> Story:
    return submitted_story(mamie, world.caf_gard, text=left_in[1])


@pytest.fixture
def clean(world, mamie) -> Story:
    return submitted_story(mamie, world.caf_gard)


def refused(verb, kind: str) -> None:
    with pytest.raises(Invalid, match=kind) as refusal:
        verb()
    assert refusal.value.field == "override"


def state(story: Story) -> str:
    return Story.objects.get(pk=story.pk).state


class TestLeftIn:
    def test_what_was_told_is_not_published_as_written(self, left_in, told, ines, world):
        refused(lambda: publish(told, ines, world.caf_gard), left_in[0])

        assert state(told) == "submitted"

    def test_unless_somebody_says_why_and_that_is_kept(self, told, ines, world):
        publish(told, ines, world.caf_gard, override=f" {WHY} ")

        assert state(told) == "published"
        assert told.decisions.get().override == WHY

    def test_white_space_is_no_reason(self, left_in, told, ines, world):
        refused(lambda: publish(told, ines, world.caf_gard, override=" \n\u00a0"), left_in[0])

    def test_a_correction_that_leaves_it_in_is_refused_and_one_that_takes_it_out_is_not(
        self, left_in, told, ines, world
    ):
        refused(lambda: correct(told, ines, world.caf_gard, text=told.text + " Merci."), left_in[0])

        correct(told, ines, world.caf_gard, text="J'ai attendu cinq semaines. Alors […], s'il vous plaît.")

        assert state(told) == "published"

    def test_a_title_is_read_too(self, left_in, clean, ines, world):
        title = BLOCKS[left_in[0]]

        refused(lambda: correct(clean, ines, world.caf_gard, text=clean.text, title=title), left_in[0])

    def test_none_is_proposed_to_an_author(self, left_in, told, ines, world):
        refused(lambda: propose(told, ines, world.caf_gard, title="Autrement"), left_in[0])

        propose(told, ines, world.caf_gard, title="Autrement", override=WHY)

        assert state(told) == "awaiting_author"
        assert told.decisions.get().override == WHY

    def test_none_is_put_into_what_is_public_already(self, left_in, ines, world, mamie):
        story = published_story(mamie, world.caf_gard)
        words = {"title": TITLE, "text": left_in[1], "reason": "Plus clair."}

        refused(lambda: actions.amend(story.pk, **pressed(story, ines), **words), left_in[0])
        actions.amend(story.pk, **pressed(story, ines), **words, override=WHY)

        assert story.decisions.get().override == WHY

    def test_an_answer_back_is_read_the_same(self, left_in, ines, world, mamie):
        routing = published_story(mamie, world.caf_gard).routings.get()
        AnswerBack.objects.create(reply=answer(routing), text=left_in[1])
        press = holding(Step.ANSWER, routing, ines)

        refused(lambda: actions.publish_answer(routing.pk, **press), left_in[0])
        actions.publish_answer(routing.pk, **press, override=WHY)

        assert AnswerBack.objects.get().state == "published"

    def test_an_author_may_tell_it_and_write_it_all_the_same(self, left_in, clean, mamie, ines, world):
        """What they hand in is read by a moderator first; the decision is never theirs to make alone."""
        propose(clean, ines, world.caf_gard, text=clean.text.replace("cinq", "six"))
        change = clean.proposals.get().changes.get()
        actions.answer_proposal(
            clean.pk,
            **pressed(clean, mamie),
            answers={change.pk: actions.Answered("edited", left_in[1])},
        )

        refused(lambda: publish(clean, ines, world.caf_gard), left_in[0])


@pytest.mark.parametrize("words", WARNS)
def test_other_marks_only_warn(words, world, mamie, ines):
    story = submitted_story(mamie, world.caf_gard, text=f"J'ai attendu. Alors {words}. Merci.")

    publish(story, ines, world.caf_gard)

    assert state(story) == "published"


def test_all_kinds_left_in_are_named_at_once(world, mamie, ines):
    story = submitted_story(mamie, world.caf_gard, text=". ".join(BLOCKS.values()))

    with pytest.raises(Invalid) as refusal:
        publish(story, ines, world.caf_gard)

    assert all(kind in str(refusal.value) for kind in BLOCKS)


def test_a_rejection_or_a_question_publishes_nothing_and_is_not_held_up(world, mamie, ines):
    story = submitted_story(mamie, world.caf_gard, text=". ".join(BLOCKS.values()))

    actions.reject(story.pk, **holding(Step.MODERATE, story, ines), reason="personal_case")

    assert state(story) == "rejected"
