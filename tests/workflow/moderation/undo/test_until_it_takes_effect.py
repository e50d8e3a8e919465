"""Until a decision takes effect nobody outside the desks is shown or told anything."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from stories.models import Routing, Story, StoryText
from tests.pressing import fresh, pressed, publish, version_of
from tests.workflow.desks import signed_in
from tests.workflow.moderation.undo.conftest import BETTER
from tests.workflow.presses import correct, later, reject
from workflow import actions
from workflow.decisions.effects import take_due_effects
from workflow.models import Calibration, Mail, Notification
from workflow.spine.refusals import Invalid, NotSeen, TooLate

pytestmark = pytest.mark.django_db
# What differs between any two drawings of a page.
CHANGING = re.compile(
    r'data-version="\d+"|name="csrfmiddlewaretoken" value="\w+"|name="key" value="[\w-]+"|à jour à [\d:]+'
    r'|name="version" value="\d+"'
)


class TestUntilItTakesEffect:
    """What everybody outside the desks sees is what they saw before."""

    @pytest.fixture(params=["publish", "correct", "reject"])
    def decide(self, request, story, ines, world):
        return {
            "publish": lambda: publish(story, ines, world.caf_gard, message="Merci."),
            "correct": lambda: correct(story, ines, world.caf_gard, text=BETTER),
            "reject": lambda: reject(story, ines),
        }[request.param]

    @pytest.mark.parametrize("who", ["nobody", "mamie", "paul", "sonia", "gilles", "pilote"])
    def test_no_page_of_theirs_says_anything(self, who, decide, story, request):
        reader = Client() if who == "nobody" else signed_in(request.getfixturevalue(who))
        before = pages(reader, story)

        decide()

        assert pages(reader, story) == before
        assert before["story"][0] == 404

    def test_nobody_is_told_and_no_structure_has_it(self, decide, story, mamie, sonia):
        decide()

        assert not Notification.objects.exists() and not Mail.objects.exists()
        assert not Routing.objects.exists() and not Calibration.objects.exists()
        assert not fresh(story).is_public and fresh(story).published_at is None
        assert not StoryText.objects.filter(public_at__isnull=False).exists()

    def test_readers_cannot_report_it_nor_seniors_unpublish_it(self, decide, story, lucie):
        decide()

        with pytest.raises(NotSeen):
            actions.report(story.pk, "names")
        if fresh(story).state == Story.State.PUBLISHED:
            with pytest.raises(Invalid, match="annulez-la"):
                actions.unpublish(story.pk, **pressed(story, lucie), public_reason="Non.")
            with pytest.raises(Invalid, match="annulez-la"):
                actions.amend(story.pk, **pressed(story, lucie), title="T", text="Autre.", reason="R")

    def test_a_refusal_does_not_tell_its_author_either(self, decide, story, mamie):
        decide()

        for verb, typed in [
            ("answer_question", {"answer": "Celle de Nîmes."}),
            ("resubmit", {"title": "T", "text": "Autre."}),
            ("submit", {}),
        ]:
            with pytest.raises(TooLate) as refusal:
                getattr(actions, verb)(story.pk, **pressed(story, mamie), **typed)
            assert refusal.value.context["state"] == "à lire", verb
            assert not refusal.value.context["who"]

    def test_ten_seconds_later_it_happens(self, decide, story, mamie, sonia):
        decide()
        before = version_of(story)

        with later(seconds=9):
            assert not actions.take_effect(story.pk)
        with later(seconds=10):
            assert actions.take_effect(story.pk)

        effect = story.events.latest("pk")
        assert (effect.action, effect.actor, effect.version) == ("take_effect", None, before + 1)
        published = fresh(story).state == Story.State.PUBLISHED
        assert fresh(story).is_public == published == story.routings.exists()
        assert Notification.objects.filter(person=mamie).count() == 1
        assert Notification.objects.filter(person=sonia).exists() == published
        assert Mail.objects.filter(person=mamie, event=effect).count() == 1

    def test_its_author_may_still_withdraw_and_then_nothing_happens(self, decide, story, mamie):
        decide()

        actions.withdraw(story.pk, **pressed(story, mamie))
        with later(seconds=20):
            assert not actions.take_effect(story.pk) and take_due_effects() == 0

        assert fresh(story).state == Story.State.WITHDRAWN
        assert not Routing.objects.exists() and not Notification.objects.exists()
        assert Client().get(reverse("stories:story", args=[story.pk])).status_code == 404

    def test_the_event_says_when_it_takes_effect(self, decide, story):
        decide()

        decided = story.events.latest("pk")
        assert decided.effective_at == fresh(story).effective_at
        assert (decided.effective_at - decided.at).total_seconds() == pytest.approx(10, abs=0.5)


def pages(reader: Client, story: Story) -> dict[str, tuple[int, str]]:
    """What this reader is shown wherever the story could appear."""
    seen = {}
    for name, url in {
        "story": reverse("stories:story", args=[story.pk]),
        "list": reverse("stories:list"),
        "home": reverse("stories:home"),
        "mine": reverse("stories:mine"),
        "inbox": reverse("workflow:inbox"),
        "notifications": reverse("workflow:notifications"),
    }.items():
        answer = reader.get(url)
        main = re.search(r"<main.*</main>", answer.text, re.DOTALL)
        seen[name] = (answer.status_code, CHANGING.sub("", main[0]) if main else "")
    return seen
