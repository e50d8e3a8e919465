"""The pilot's golden table, from replayed decisions: ./bin/bench pilot.

Eighty-two stories go through the real transitions; what became of them is then counted from their events, by the
function that the desk's own page of figures uses (insights/desk/funnel.py), never from what was intended.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from tests.bench.database import database_of
from tests.bench.figures import Figure, finish

# DOMAIN.md: the Caf du Gard, 14 March – 15 June 2019.
GOLDEN = {
    "posted": 82,
    "published": 62,
    "rejected": 16,
    "off_topic": 7,
    "personal_case": 5,
    "no_experience": 4,
    "waiting_for_author": 4,
    "corrected": 21,
    "rewritten": 2,
    "negative": 37,
    "positive": 14,
    "neutral": 8,
    "unexpressed": 3,
}


@dataclass(frozen=True)
class Exactly(Figure):
    """One more is as wrong as one less."""

    @property
    def is_met(self) -> bool:
        return self.value == self.goal


def main() -> int:
    """Play, count, print the table and the JSON line; 1 unless every figure is the pilot's."""
    with database_of("pilot", Path(__file__).with_name("play.py")):
        from django.core.management import call_command

        from insights.desk.funnel import funnel
        from tests.bench.pilot.play import BEGINS, ENDS, Pilot

        call_command("migrate", verbosity=0)
        call_command("flush", interactive=False, verbosity=0)
        Pilot().play()
        counted = funnel(BEGINS, ENDS).by_name
    figures = {name: Exactly(counted.get(name, 0), golden) for name, golden in GOLDEN.items()}
    for name, figure in figures.items():
        sys.stdout.write(
            f"  {name:<20}{figure.value:>4}{'' if figure.is_met else f'  should be {figure.goal}'}\n"
        )
    finish("pilot", figures)
    return 0 if all(figure.is_met for figure in figures.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
