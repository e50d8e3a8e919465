"""Giving an author's answer back to its queue: what was typed stays, but never the answer's own words."""

import pytest
from django.urls import reverse

from tests.pressing import key, take, version_of
from tests.workflow.afterwards import answered_back
from tests.workflow.desks import signed_in
from workflow.models import PrivateCopy, Step

pytestmark = pytest.mark.django_db
WORDS = "Merci, mais mon dossier reste fermé."


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (WORDS, []),
        (WORDS.replace(" ", "  "), []),
        ("Merci, mais il reste fermé.", ["Merci, mais il reste fermé."]),
    ],
)
def test_only_what_differs_from_the_answer_is_kept(typed, kept, world, mamie, ines):
    routing = answered_back(mamie, world.caf_gard, WORDS)
    tab = take(Step.ANSWER, routing, ines)

    fields = {"version": version_of(routing), "key": key(), "tab": tab, "text": typed}
    signed_in(ines).post(reverse("workflow:release_answer", args=[routing.pk]), fields)

    assert [copy.text for copy in PrivateCopy.objects.filter(person=ines, step=Step.ANSWER)] == kept
