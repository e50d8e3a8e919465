"""Cohen's kappa against examples worked by hand, and what the journal makes of it."""

import pytest
from django.urls import reverse

from stories.models import Story
from tests.stories_made import published_story
from tests.workflow.desks import signed_in
from workflow.calibration.agreement import (
    READ_FROM,
    against_the_rest,
    agreements,
    chosen_at_least_once,
    kappa,
    pairs_read,
)
from workflow.models import Calibration, Decision
from workflow.spine.instant import now

# Fifty grants read by two readers: both yes 20, both no 15, yes-no 5, no-yes 10. By hand: po = 35/50 = 0.7;
# pe = 25/50 × 30/50 + 25/50 × 20/50 = 0.3 + 0.2 = 0.5; kappa = 0.2 / 0.5 = 0.4.
GRANTS = {("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}
# Three categories, one hundred readings. po = (30 + 25 + 20) / 100 = 0.75; the first reader's habits are 40, 35, 25,
# the second's 38, 33, 29: pe = 0.40 × 0.38 + 0.35 × 0.33 + 0.25 × 0.29 = 0.3400; kappa = 0.41 / 0.66.
THREE = {
    ("a", "a"): 30,
    ("a", "b"): 5,
    ("a", "c"): 5,
    ("b", "a"): 6,
    ("b", "b"): 25,
    ("b", "c"): 4,
    ("c", "a"): 2,
    ("c", "b"): 3,
    ("c", "c"): 20,
}


class TestKappa:
    def test_of_two_categories_worked_by_hand(self):
        assert kappa(GRANTS) == pytest.approx(0.4)

    def test_of_three_categories_worked_by_hand(self):
        assert kappa(THREE) == pytest.approx(0.41 / 0.66)

    def test_of_complete_agreement_is_one(self):
        assert kappa({("a", "a"): 7, ("b", "b"): 3}) == 1

    def test_of_what_chance_would_bring_about_is_zero(self):
        assert kappa({("a", "a"): 25, ("a", "b"): 25, ("b", "a"): 25, ("b", "b"): 25}) == 0

    def test_of_complete_disagreement_is_below_zero(self):
        assert kappa({("a", "b"): 5, ("b", "a"): 5}) == -1

    def test_is_not_defined_without_readings_or_when_both_only_ever_chose_the_same(self):
        assert kappa({}) is None
        assert kappa({("a", "a"): 12}) is None

    def test_of_one_category_merges_the_others(self):
        merged = against_the_rest(THREE, "c")

        assert merged == {("c", "c"): 20, ("c", ""): 5, ("", "c"): 9, ("", ""): 66}
        # po = 0.86; pe = 0.25 × 0.29 + 0.75 × 0.71 = 0.605.
        assert kappa(merged) == pytest.approx((0.86 - 0.605) / (1 - 0.605))
        assert chosen_at_least_once(THREE, "c") == 34


class TestTheTable:
    def test_has_a_line_for_each_reason_somebody_gave(self):
        told = agreements(
            {("off_topic", "publish"): 12, ("publish", "publish"): 30, ("off_topic", "off_topic"): 10}
        )

        assert [(one.name, one.n) for one in told] == [
            ("Toutes décisions, motif compris", 52),
            ("hors sujet", 22),
        ]
        assert all(one.is_read for one in told)

    def test_says_nothing_of_fewer_than_twenty(self):
        overall, reason = agreements({("off_topic", "off_topic"): 5, ("publish", "publish"): 30})

        assert overall.is_read and overall.kappa == 1
        assert not reason.is_read and reason.n == 5

    def test_is_empty_but_for_its_first_line_when_nothing_was_read_twice(self):
        assert [(one.n, one.kappa) for one in agreements({})] == [(0, None)]


@pytest.mark.django_db
def test_second_readings_are_paired_with_the_decision_they_reread(world, mamie, ines, karim):
    story = published_story(mamie, world.caf_gard)
    read_twice(story, ines, karim, ("reject", "off_topic"), ("reject", "personal_case"))
    read_twice(story, ines, karim, ("publish", ""), ("publish", ""))
    read_twice(story, ines, karim, ("publish", ""), ("publish", ""))
    waiting = Decision.objects.create(story=story, outcome="publish", by=ines)
    Calibration.objects.create(decision=waiting, story=story)

    assert pairs_read() == {("off_topic", "personal_case"): 1, ("publish", "publish"): 2}


@pytest.mark.django_db
def test_the_journal_leads_to_it_and_concludes_nothing_from_too_few(world, mamie, ines, karim):
    story = published_story(mamie, world.caf_gard)
    read_twice(story, ines, karim, ("publish", ""), ("publish", ""))
    few = signed_in(ines).get(reverse("workflow:journal")).text
    for _ in range(READ_FROM):
        read_twice(story, ines, karim, ("publish", ""), ("publish", ""))
        read_twice(story, ines, karim, ("reject", "off_topic"), ("reject", "off_topic"))
    many = signed_in(ines).get(reverse("workflow:journal")).text

    for page in (few, many):
        assert 'href="#agreement">Étalonnage : accord entre deux lectures</a>' in page
        assert 'id="agreement"' in page
    assert '<td>1</td><td><span class="mention">trop peu de relectures pour conclure</span>' in few
    assert "<td>1,00</td>" in many and "trop peu de relectures pour conclure</span>" not in many


def read_twice(story: Story, first, second, decided: tuple[str, str], thought: tuple[str, str]) -> None:
    outcome, reason = decided
    decision = Decision.objects.create(story=story, outcome=outcome, reason=reason, by=first)
    outcome, reason = thought
    Calibration.objects.create(
        decision=decision, story=story, by=second, outcome=outcome, reason=reason, read_at=now()
    )
