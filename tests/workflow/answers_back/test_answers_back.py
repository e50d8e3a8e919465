"""An author may answer a reply, again after a refusal; a moderator who is not of the house reads it before anybody."""

from functools import partial

import pytest
from django.urls import reverse

from directory.models import Membership, PlatformRole, User
from stories.models import AnswerBack, Reply, Routing
from tests.at_once import at_once, won
from tests.pressing import pressed, take
from tests.stories_made import answer, published_story
from tests.workflow.presses import holding, later
from workflow import actions, clock
from workflow.models import AnswerVerdict, Claim, Mail, Step
from workflow.spine.refusals import Invalid, NotAllowed, TooLate

pytestmark = pytest.mark.django_db
BACK = "Merci, mais mon dossier est encore fermé."


@pytest.fixture
def routing(world, mamie) -> Routing:
    routing = published_story(mamie, world.caf_gard).routings.get()
    answer(routing)
    return routing


@pytest.fixture
def waiting(routing, mamie) -> AnswerBack:
    say_back(routing, mamie)
    return AnswerBack.objects.get()


def say_back(routing: Routing, by: User, text: str = BACK):
    return actions.say_back(routing.pk, **pressed(routing, by), text=text)


class TestSaying:
    def test_waits_for_a_moderator_and_nobody_else_reads_it(self, waiting, routing, client, sonia):
        assert (waiting.state, waiting.text, waiting.published_at) == ("submitted", BACK, None)
        assert Routing.objects.get(pk=routing.pk).state == Routing.State.ANSWERED
        story = reverse("stories:story", args=[routing.story_id])
        assert BACK not in client.get(story).text
        client.force_login(sonia)
        assert BACK not in client.get(reverse("workflow:desk", args=[routing.pk])).text

    def test_once_per_reply(self, waiting, routing, mamie):
        with pytest.raises(TooLate, match="déjà répondu"):
            say_back(routing, mamie, "Encore un mot.")

    def test_again_after_a_refusal_in_other_words_and_the_first_are_kept(
        self, waiting, routing, mamie, ines, client
    ):
        press = holding(Step.ANSWER, routing, ines)
        actions.reject_answer(routing.pk, **press, reason="Elle nomme un agent.")

        with pytest.raises(Invalid, match="n'a pas changé"):
            say_back(routing, mamie, f"  {BACK}\n")
        say_back(routing, mamie, "Merci, sans nommer personne.")

        waiting.refresh_from_db()
        assert (waiting.state, waiting.text, waiting.reason) == (
            "submitted",
            "Merci, sans nommer personne.",
            "",
        )
        verdict = AnswerVerdict.objects.get()
        assert (verdict.text, verdict.reason) == (BACK, "Elle nomme un agent.")
        actions.publish_answer(routing.pk, **holding(Step.ANSWER, routing, ines))
        page = client.get(reverse("stories:story", args=[routing.story_id])).text
        assert "Merci, sans nommer personne." in page and BACK not in page
        with pytest.raises(TooLate, match="déjà répondu"):
            say_back(routing, mamie, "Encore un mot.")

    def test_each_reply_of_a_story_may_be_answered(self, world, mamie):
        story = published_story(mamie, world.caf_gard, world.fs_sommieres)
        for routing in story.routings.all():
            answer(routing)
            say_back(routing, mamie)

        assert AnswerBack.objects.count() == 2

    def test_is_for_the_author_of_the_story(self, routing, paul, ines, sonia, pilote):
        for person in (paul, ines, sonia, pilote):
            with pytest.raises(NotAllowed):
                say_back(routing, person)

    def test_needs_a_reply(self, world, mamie):
        unanswered = published_story(mamie, world.caf_gard).routings.get()

        with pytest.raises(TooLate):
            say_back(unanswered, mamie)

    @pytest.mark.parametrize("text", ["", " \u200b\n", "x" * 5001, "a\0"])
    def test_must_say_something_that_can_be_kept(self, text, routing, mamie):
        with pytest.raises(Invalid) as refusal:
            say_back(routing, mamie, text)

        assert refusal.value.field == "text" and not AnswerBack.objects.exists()

    def test_pressed_twice_is_one(self, routing, mamie):
        press = pressed(routing, mamie)

        actions.say_back(routing.pk, **press, text=BACK)

        assert actions.say_back(routing.pk, **press, text=BACK).replayed


class TestReading:
    def test_published_it_is_under_the_reply_and_its_author_is_told(
        self, waiting, routing, ines, mamie, client
    ):
        actions.publish_answer(routing.pk, **holding(Step.ANSWER, routing, ines))

        waiting.refresh_from_db()
        assert waiting.state == "published" and waiting.published_at
        assert Mail.objects.get(person=mamie).kind == "answer_published"
        assert not Claim.objects.exists()
        assert BACK in client.get(reverse("stories:story", args=[routing.story_id])).text

    def test_rejected_it_stays_hidden_and_its_author_reads_why(self, waiting, routing, ines, mamie, client):
        press = holding(Step.ANSWER, routing, ines)
        actions.reject_answer(routing.pk, **press, reason=" Elle nomme un agent. ")

        waiting.refresh_from_db()
        assert (waiting.state, waiting.reason) == ("rejected", "Elle nomme un agent.")
        assert Mail.objects.get(person=mamie).kind == "answer_rejected"
        assert BACK not in client.get(reverse("stories:story", args=[routing.story_id])).text

    def test_corrected_it_is_published_in_those_words_and_the_first_stay_private(
        self, routing, mamie, ines, client
    ):
        say_back(routing, mamie, f"{BACK} Rappelez-moi au 06 12 34 56 78.")
        words = {"text": f"{BACK} Rappelez-moi au […].", "reason": "Un numéro est masqué."}

        actions.publish_answer(routing.pk, **holding(Step.ANSWER, routing, ines), **words)

        answer, verdict = AnswerBack.objects.get(), AnswerVerdict.objects.get()
        assert (answer.state, answer.text, answer.reason) == ("published", *words.values())
        assert "06 12 34 56 78" in verdict.text and verdict.reason == "Un numéro est masqué."
        page = client.get(reverse("stories:story", args=[routing.story_id])).text
        assert words["text"] in page and "06 12 34 56 78" not in page
        assert "texte corrigé par la modération" in page and words["reason"] not in page
        client.force_login(mamie)
        page = client.get(reverse("stories:mine")).text
        assert words["text"] in page and "Un numéro est masqué." in page

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"text": "Autre."}, "reason"),
            ({"text": "Autre.", "reason": "x" * 1001}, "reason"),
            ({"text": "", "reason": "Clarté."}, "text"),
            ({"text": "x" * 5001, "reason": "Clarté."}, "text"),
            ({"text": "Au 06 12 34 56 78.", "reason": "Clarté."}, "override"),
        ],
    )
    def test_a_correction_needs_words_a_reason_and_nothing_personal(
        self, more, field, waiting, routing, ines
    ):
        with pytest.raises(Invalid) as refusal:
            actions.publish_answer(routing.pk, **holding(Step.ANSWER, routing, ines), **more)

        assert refusal.value.field == field
        waiting.refresh_from_db()
        assert (waiting.state, waiting.text) == ("submitted", BACK) and not AnswerVerdict.objects.exists()

    def test_the_same_words_are_no_correction(self, waiting, routing, ines):
        actions.publish_answer(routing.pk, **holding(Step.ANSWER, routing, ines), text=f"{BACK}\n")

        assert AnswerBack.objects.get().reason == "" and not AnswerVerdict.objects.exists()

    @pytest.mark.parametrize("reason", ["", " \n", "x" * 1001, "a\0"])
    def test_a_refusal_needs_a_reason(self, reason, waiting, routing, ines):
        with pytest.raises(Invalid):
            actions.reject_answer(routing.pk, **holding(Step.ANSWER, routing, ines), reason=reason)

        assert AnswerBack.objects.get().state == "submitted"

    def test_is_one_item_in_one_hand(self, waiting, routing, ines, karim):
        take(Step.ANSWER, routing, ines)

        with pytest.raises(TooLate) as refusal:
            take(Step.ANSWER, routing, karim)

        assert refusal.value.context["who"] == "Inès Moreau"

    def test_there_is_nothing_to_take_before_nor_after(self, routing, mamie, ines, lucie):
        for _ in range(2):
            with pytest.raises(TooLate, match="déjà lue"):
                take(Step.ANSWER, routing, ines)
            with pytest.raises(TooLate, match="déjà lue"):
                actions.take_over(Step.ANSWER, routing.pk, **pressed(routing, lucie), reason="Absente.")
            if not AnswerBack.objects.exists():
                say_back(routing, mamie)
                actions.publish_answer(routing.pk, **holding(Step.ANSWER, routing, ines))

    def test_a_lease_that_ran_out_gives_it_back(self, waiting, routing, ines, karim):
        take(Step.ANSWER, routing, ines)

        with later(minutes=5):
            assert clock.free_expired() == 1
            assert take(Step.ANSWER, routing, karim)

    def test_is_never_for_somebody_of_the_house_nor_of_another_network(self, waiting, routing, world):
        for name, role, network, house in [
            ("a", "moderator", None, world.caf_gard),
            ("b", "senior_moderator", None, world.cnaf),
            ("c", "moderator", world.dgfip, None),
        ]:
            person = User.objects.create_user(f"{name}@exemple.test", name)
            held = PlatformRole.objects.create(user=person, role=role)
            if network:
                held.networks.add(network)
            if house:
                Membership.objects.create(user=person, structure=house, profile="manager")
            with pytest.raises(NotAllowed):
                take(Step.ANSWER, routing, person)

    def test_nor_for_a_moderator_who_told_the_story(self, world, ines, karim):
        routing = published_story(ines, world.caf_gard).routings.get()
        answer(routing)
        say_back(routing, ines)

        with pytest.raises(NotAllowed):
            take(Step.ANSWER, routing, ines)
        assert take(Step.ANSWER, routing, karim)

    def test_rating_the_reply_meanwhile_disturbs_nobody(self, waiting, routing, mamie, ines):
        press = holding(Step.ANSWER, routing, ines)
        actions.rate(routing.pk, **pressed(routing, mamie), rating="not_appropriate")

        with pytest.raises(TooLate):
            actions.publish_answer(routing.pk, **press)
        press |= pressed(routing, ines)
        actions.publish_answer(routing.pk, **press)

        assert Reply.objects.get().answer_back.state == "published"


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.mark.parametrize("round_", range(3))
    def test_withdrawing_the_story_while_its_answer_is_published_hides_both(
        self, round_, waiting, routing, mamie, ines
    ):
        press = holding(Step.ANSWER, routing, ines)

        withdrawn, _ = at_once(
            partial(actions.withdraw, routing.story_id, **pressed(routing.story, mamie)),
            partial(actions.publish_answer, routing.pk, **press),
        )

        assert withdrawn.state == "withdrawn"
        assert Routing.objects.get(pk=routing.pk).state == Routing.State.CLOSED
        assert not Claim.objects.exists()

    def test_two_answers_in_two_tabs_are_one(self, routing, mamie):
        results = at_once(
            *(
                partial(actions.say_back, routing.pk, **pressed(routing, mamie), text=text)
                for text in ("Un.", "Deux.")
            )
        )

        assert len(won(results)) == AnswerBack.objects.count() == 1
