"""Claiming by eight moderators at once: ./bin/bench claims [--rounds N] [--seconds S].

Against pgbench, the C client that comes with PostgreSQL, running the very statements: they are written down while
the action runs once. Meanwhile, for both, one more connection decides on what was claimed, so that hands get free
and the queue moves on as in life.
"""

import argparse
import sys
from pathlib import Path
from statistics import median

from tests.bench.database import database_of, fill_once
from tests.bench.figures import Figure, finish, of_rounds

Pairs = list[tuple[float, float]]  # claims per second: the product's, pgbench's


def main() -> int:
    """Measure by turns within each round, print the table and the JSON line."""
    parser = argparse.ArgumentParser(prog="bench claims", description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="of each turn, five to a round")
    asked = parser.parse_args()
    with database_of("claims", Path(__file__).with_name("made.py")):
        from tests.bench.claims import made

        fill_once(made.fill)
        made.put_back()
        action, following, double = _measure(asked.rounds, asked.seconds)
    _print({"a given story": action, "« Suivant »": following}, double)
    finish(
        "claims",
        {
            "ratio_action": of_rounds((ours / theirs for ours, theirs in action), 0.08),
            "ratio_next": of_rounds((ours / theirs for ours, theirs in following), 0.3),
            "double_claims": Figure(double, 0, at_most=True),
        },
    )
    return 0


def _measure(rounds: int, seconds: int) -> tuple[Pairs, Pairs, int]:
    """Both ways of claiming, each beside pgbench; then all after the same stories. Counts double claims."""
    from tests.bench.claims import made, people, pgbench, statements

    double = 0

    def turn(run, *arguments, **more) -> float:
        nonlocal double
        with pgbench.deciding():
            speed = run(*arguments, seconds, **more)
        double += made.double_claims()
        made.put_back()
        return speed

    given, following = statements.of_given(), statements.of_next()
    action: Pairs = []
    suivant: Pairs = []
    for _ in range(rounds):
        action.append((turn(people.run, people.take_given), turn(pgbench.run, given)))
        suivant.append((turn(people.run, people.take_next), turn(pgbench.run, following)))
        turn(people.run, people.take_if_free, racing=True)
    return action, suivant, double


def _print(ways: dict[str, Pairs], double: int) -> None:
    say = sys.stdout.write
    say(f"\n  {'claims per second':<20}{'ours':>8}{'pgbench':>9}{'ratio':>8}{'lowest':>8}{'highest':>9}\n")
    for name, pairs in ways.items():
        ratios = [ours / theirs for ours, theirs in pairs]
        say(f"  {name:<20}{median(o for o, _ in pairs):>8.0f}{median(t for _, t in pairs):>9.0f}")
        say(f"{median(ratios):>8.3f}{min(ratios):>8.3f}{max(ratios):>9.3f}\n")
    say(f"  stories claimed twice: {double}\n")


if __name__ == "__main__":
    sys.exit(main())
