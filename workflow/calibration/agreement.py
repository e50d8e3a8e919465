"""How far two readers of the same story agree: Cohen's kappa, from silent second readings.

J. Cohen, « A coefficient of agreement for nominal scales », Educational and Psychological Measurement 20
(1960), p. 37-46: kappa = (po - pe) / (1 - pe), where po is the observed share of agreement, and pe the share
that the two readers' own habits would bring about by chance. First and second reading are the two readers.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from workflow.models import Calibration, RejectionReason

# DOMAIN.md: nothing is read from fewer.
READ_FROM = 20
# (what the first reader decided, what the second would have) → how many times
type Pairs = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Agreement:
    """Kappa of one category against all others (or of all), with the readings it speaks of."""

    name: str
    n: int
    kappa: float | None

    @property
    def is_read(self) -> bool:
        return self.n >= READ_FROM and self.kappa is not None


def kappa(pairs: Pairs) -> float | None:
    """Cohen's kappa; None when nothing was read twice, or when nobody ever chose but one category."""
    total = sum(pairs.values())
    if total == 0:
        return None
    first: Counter[str] = Counter()
    second: Counter[str] = Counter()
    for (one, other), n in pairs.items():
        first[one] += n
        second[other] += n
    observed = sum(n for (one, other), n in pairs.items() if one == other) / total
    expected = sum(first[category] * second[category] for category in first) / total**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def against_the_rest(pairs: Pairs, category: str) -> dict[tuple[str, str], int]:
    """The same readings as if there were but this category and all others."""
    merged: Counter[tuple[str, str]] = Counter()
    for (one, other), n in pairs.items():
        merged[one if one == category else "", other if other == category else ""] += n
    return dict(merged)


def chosen_at_least_once(pairs: Pairs, category: str) -> int:
    """In how many readings one of the two chose it."""
    return sum(n for pair, n in pairs.items() if category in pair)


def agreements(pairs: Pairs) -> Sequence[Agreement]:
    """Overall first, then each reason not to publish that somebody gave."""
    overall = Agreement("Toutes décisions, motif compris", sum(pairs.values()), kappa(pairs))
    reasons = [
        Agreement(reason.label, n, kappa(against_the_rest(pairs, reason.value)))
        for reason in RejectionReason
        if (n := chosen_at_least_once(pairs, reason.value))
    ]
    return [overall, *reasons]


def pairs_read() -> dict[tuple[str, str], int]:
    """What both readers said, from all second readings done; one query. A refusal is named by its reason."""
    rows = (
        Calibration.objects.filter(read_at__isnull=False)
        .values_list("decision__outcome", "decision__reason", "outcome", "reason")
        .annotate(n=Count("pk"))
        .order_by()
    )
    pairs: Counter[tuple[str, str]] = Counter()
    for outcome, reason, second, second_reason, n in rows:
        pairs[reason or outcome, second_reason or second] += n
    return dict(pairs)
