"""An author answers a reply, once; a moderator reads it before anybody else."""

import pytest
from django.test import Client
from django.urls import reverse

from directory.models import PlatformRole, User
from stories.models import AnswerBack, Routing
from tests.pressing import key, pressed, take, version_of
from tests.stories_made import answer, published_story
from tests.workflow.afterwards import answered_back
from tests.workflow.desks import signed_in
from workflow import actions
from workflow.answers_back.waiting import answers_to_read
from workflow.models import AnswerVerdict, Claim, Step
from workflow.queues.counts import own_counts

pytestmark = pytest.mark.django_db
WORDS = "Merci, mais mon dossier reste fermé."


@pytest.fixture
def routing(world, mamie) -> Routing:
    return answered_back(mamie, world.caf_gard)


class TestTheDesk:
    def test_lists_what_authors_answered_and_nobody_read(self, routing, world, mamie, ines):
        answer(published_story(mamie, world.caf_gard).routings.get())

        page = signed_in(ines).get(reverse("workflow:answers")).text

        assert list(answers_to_read(ines.viewer)) == [routing]
        assert f'id="answer_row-{routing.pk}"' in page and page.count('class="row') == 1

    def test_counts_what_it_lists_for_everybody(self, routing, world, mamie, paul, ines, lucie, sonia):
        answered_back(paul, world.fs_sommieres)
        for person in (mamie, sonia):
            PlatformRole.objects.create(user=person, role="moderator")
        scoped = User.objects.create_user("scoped@exemple.test", "Simon Capet")
        PlatformRole.objects.create(user=scoped, role="moderator").networks.add(world.france_services)
        lengths = []
        for person in (ines, lucie, sonia, mamie, scoped):
            viewer = User.objects.get(pk=person.pk).viewer
            lengths.append(len(answers_to_read(viewer)))
            assert own_counts(viewer)["answers"].length == lengths[-1], person

        assert lengths == [2, 2, 1, 1, 1]

    def test_shows_the_reply_and_its_answer_side_by_side_with_what_the_aids_found(self, world, mamie, ines):
        routing = answered_back(mamie, world.caf_gard, "Rappelez-moi au 06 12 34 56 78.")

        page = signed_in(ines).get(reverse("workflow:answer_bench", args=[routing.pk])).text

        assert "Nous avons repris votre dossier" in page
        assert 'data-kind="numéro de téléphone">06 12 34 56 78</mark>' in page
        assert "empêche la publication" in page

    def test_names_neither_the_author_nor_those_who_wrote_the_reply(self, routing, ines, mamie, sonia):
        page = signed_in(ines).get(reverse("workflow:answer_bench", args=[routing.pk])).text

        assert mamie.name not in page and mamie.email not in page and sonia.name not in page

    def test_asks_to_claim_before_deciding(self, routing, ines):
        bench = reverse("workflow:answer_bench", args=[routing.pk])

        before = signed_in(ines).get(bench).text
        tab = take(Step.ANSWER, routing, ines)
        after = signed_in(ines).get(f"{bench}?tab={tab}").text

        assert f'formaction="/moderation/suites/{routing.pk}/prendre/"' in before
        assert 'id="publish-answer"' not in before and 'id="publish-answer"' in after

    def test_has_nothing_for_a_routing_nobody_answered_back(self, world, mamie, ines):
        routing = published_story(mamie, world.caf_gard).routings.get()
        answer(routing)

        for pk in (routing.pk, 999_999_999, 2**63, 10**40):
            response = signed_in(ines).get(reverse("workflow:answer_bench", args=[pk]))
            assert response.status_code == 404, pk

    def test_is_not_for_the_house_that_replied(self, routing, sonia):
        PlatformRole.objects.create(user=sonia, role="moderator")
        insider = User.objects.get(pk=sonia.pk)

        assert signed_in(insider).get(reverse("workflow:answer_bench", args=[routing.pk])).status_code == 404


class TestDeciding:
    def test_publishing_ends_the_claim_and_the_wait(self, routing, ines):
        response = send(routing, ines, "publish_answer")

        assert response["Location"] == reverse("workflow:answers")
        back = AnswerBack.objects.get()
        assert (back.state, back.text) == ("published", WORDS) and back.published_at
        assert not Claim.objects.exists() and not answers_to_read(ines.viewer).exists()

    def test_rejecting_asks_why_and_its_author_reads_it(self, routing, ines):
        assert send(routing, ines, "reject_answer").status_code == 422
        Claim.objects.all().delete()

        send(routing, ines, "reject_answer", answer_reason="Elle nomme un agent.")

        back = AnswerBack.objects.get()
        assert (back.state, back.reason) == ("rejected", "Elle nomme un agent.")
        assert WORDS not in Client().get(reverse("stories:story", args=[routing.story_id])).text

    def test_a_personal_detail_stops_it_unless_somebody_says_why(self, world, mamie, ines):
        routing = answered_back(mamie, world.caf_gard, "Rappelez-moi au 06 12 34 56 78.")

        refused = send(routing, ines, "publish_answer")
        assert refused.status_code == 422 and "numéro de téléphone" in refused.text
        Claim.objects.all().delete()
        send(routing, ines, "publish_answer", override="C'est le numéro du service.")

        assert AnswerBack.objects.get().state == "published"

    def test_a_personal_detail_is_masked_in_a_correction_that_says_why(self, world, mamie, ines):
        routing = answered_back(mamie, world.caf_gard, "Rappelez-moi.\n\nAu 06 12 34 56 78.")
        corrected = "Rappelez-moi.\r\n\r\nAu […]."

        refused = send(routing, ines, "publish_answer", text=corrected)
        assert refused.status_code == 422 and 'id="correct-reason-error"' in refused.text
        assert 'id="correct-panel" open' in refused.text and "Au […]." in refused.text
        assert "data-mask-all" in refused.text and 'data-mask="06 12 34 56 78"' in refused.text
        Claim.objects.all().delete()
        send(routing, ines, "publish_answer", text=corrected, correct_reason="Un numéro est masqué.")

        back = AnswerBack.objects.get()
        assert (back.state, back.text) == ("published", "Rappelez-moi.\n\nAu […].")
        assert back.reason == "Un numéro est masqué."

    def test_its_text_as_browsers_send_it_back_is_no_correction(self, world, mamie, ines):
        routing = answered_back(mamie, world.caf_gard, "Merci.\n\nMais rien n'a changé.")

        send(routing, ines, "publish_answer", text="Merci.\r\n\r\nMais rien n'a changé.")

        assert AnswerBack.objects.get().state == "published" and not AnswerVerdict.objects.exists()

    def test_after_a_refusal_its_author_writes_again_from_what_was_refused(self, routing, ines, mamie):
        send(routing, ines, "reject_answer", answer_reason="Elle nomme un agent.")
        author, url = signed_in(mamie), reverse("workflow:say_back", args=[routing.pk])
        assert url in author.get(reverse("stories:mine")).text
        page = author.get(url).text
        assert WORDS in page and "Elle nomme un agent." in page

        author.post(url, {"text": "Merci.", "version": version_of(routing), "key": key()})

        assert url not in author.get(reverse("stories:mine")).text
        assert author.get(url).status_code == 302, "one waits: there is nothing to write"
        bench = signed_in(ines).get(reverse("workflow:answer_bench", args=[routing.pk])).text
        assert "Merci." in bench and WORDS in bench and "Elle nomme un agent." in bench

    def test_its_house_reads_neither_a_refusal_nor_what_was_corrected(self, world, mamie, ines, sonia):
        refused, corrected = (answered_back(mamie, world.caf_gard) for _ in range(2))
        send(refused, ines, "reject_answer", answer_reason="Elle nomme un agent.")
        send(corrected, ines, "publish_answer", text="Merci.", correct_reason="Elle nommait quelqu'un.")

        for routing in (refused, corrected):
            page = signed_in(sonia).get(reverse("workflow:desk", args=[routing.pk])).text
            assert "suite" in page and WORDS not in page
            assert "Elle nomm" not in page

    def test_of_two_the_first_decides_and_the_other_keeps_what_they_typed(self, routing, ines, karim):
        tab = take(Step.ANSWER, routing, ines)
        seen = version_of(routing)
        actions.publish_answer(routing.pk, **pressed(routing, ines), tab=tab)

        response = signed_in(karim).post(
            reverse("workflow:reject_answer", args=[routing.pk]),
            {"version": seen, "key": key(), "tab": tab, "answer_reason": "Ce motif reste."},
        )

        assert response.status_code == 409
        assert "Ce motif reste." in response.text and ines.name in response.text

    def test_needs_the_claim_of_this_tab(self, routing, ines, karim):
        take(Step.ANSWER, routing, karim)
        fields = {"version": version_of(routing), "key": key(), "tab": key()}

        for name in ("publish_answer", "reject_answer"):
            more = {"answer_reason": "Non."}
            response = signed_in(ines).post(reverse(f"workflow:{name}", args=[routing.pk]), fields | more)
            assert response.status_code == 409, name
        assert AnswerBack.objects.get().state == "submitted"


def send(routing: Routing, who: User, name: str, **fields: str):
    tab = take(Step.ANSWER, routing, who)
    pressed_with = {"version": version_of(routing), "key": key(), "tab": tab, **fields}
    return signed_in(who).post(reverse(f"workflow:{name}", args=[routing.pk]), pressed_with)
