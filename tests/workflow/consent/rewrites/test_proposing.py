"""A heavier rewrite is proposed to its author change by change, each with its reason; nobody else sees it."""

import pytest
from django.urls import reverse

from stories.models import Routing
from tests.pressing import fresh
from tests.workflow.consent.rewrites.conftest import BETTER, TITLE, TOLD
from tests.workflow.presses import changes_of, holding
from workflow import actions
from workflow.models import Claim, Decision, Mail, Notification, Step
from workflow.spine.refusals import Invalid

pytestmark = pytest.mark.django_db


class TestProposing:
    def test_waits_for_the_author_and_tells_them(self, proposal, story, mamie, ines):
        now = fresh(story)

        assert (now.state, now.reminded, now.text) == ("awaiting_author", 0, TOLD)
        assert now.awaiting_since <= proposal.at
        told = Notification.objects.get(person=mamie)
        assert told.kind == Notification.Kind.ASKED
        assert Mail.objects.get(person=mamie).kind == "proposed"
        decision = story.decisions.get()
        assert (decision.outcome, decision.by) == (Decision.Outcome.REWRITE, ines)
        assert not Claim.objects.exists()

    def test_asks_about_the_title_first_then_about_each_sentence(self, proposal, story):
        assert [(c.of_title, c.before.strip(), c.after.strip(), c.reason) for c in changes_of(story)] == [
            (True, TITLE, "Reçue par un agent", "Raison 1."),
            (False, "Monsieur Durand a crié.", "Un agent a crié.", "Raison 2."),
            (False, "Puis rien 👩‍👧.", "Puis plus rien 👩‍👧.", "Raison 3."),
            (False, "", "Dommage.", "Raison 4."),
        ]
        for change in changes_of(story)[1:]:
            assert TOLD[change.start : change.end] == change.before

    def test_shows_nothing_to_anybody_else(self, proposal, story, client, sonia):
        assert client.get(reverse("stories:story", args=[story.pk])).status_code == 404
        assert not Routing.objects.exists() and not Notification.objects.filter(person=sonia).exists()

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"reasons": ["Une seule raison."]}, "reasons"),
            ({"reasons": ["a", "b", " ", "d"]}, "reasons"),
            ({"reasons": ["a", "b", "c", "d", "e"]}, "reasons"),
            ({"reasons": ["a", "b", "c", "d" * 501]}, "reasons"),
            ({"reasons": ["a", "b", "c\0", "d"]}, "reasons"),
            ({"title": TITLE, "text": TOLD}, "text"),
            ({"title": TITLE, "text": TOLD.replace("\n\n", "\n"), "reasons": []}, "text"),
            ({"text": " \n\u200b "}, "text"),
            ({"text": "Un octet nul\0."}, "text"),
            ({"text": "x" * 15_001}, "text"),
            ({"title": "x" * 151}, "title"),
            ({"title": "\u200b"}, "title"),
            ({"structures": []}, "structures"),
        ],
    )
    def test_must_make_sense(self, typed, field, story, ines, world, everything):
        press = holding(Step.MODERATE, story, ines)
        before = everything()
        sent = {
            "structures": [world.caf_gard.pk],
            "title": "Reçue par un agent",
            "text": BETTER,
            "reasons": list("abcd"),
        }

        with pytest.raises(Invalid) as refusal:
            actions.propose_rewrite(story.pk, **press, **(sent | typed))

        assert refusal.value.field == field
        assert everything() == before

    def test_to_ones_own_house_is_a_colleagues(self, story, ines, world, sip_agent):
        press = holding(Step.MODERATE, story, sip_agent)

        with pytest.raises(Invalid, match="Vous travaillez pour ce service") as refusal:
            actions.propose_rewrite(
                story.pk,
                **press,
                structures=[world.sip_nimes.pk],
                title="T",
                text=TOLD,
                reasons=["Plus court."],
            )

        assert refusal.value.field == "structures"
