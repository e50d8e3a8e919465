"""What every measurement ends with: one JSON line of figures, each beside its goal."""

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """A measured value and its goal: to be reached, or with ``at_most`` not to be passed; None: only reported."""

    value: float
    goal: float | None = None
    at_most: bool = False

    @property
    def is_met(self) -> bool:
        if self.goal is None:
            return True
        return self.value <= self.goal if self.at_most else self.value >= self.goal

    def as_json(self) -> dict[str, float | bool | None]:
        return {"value": round(self.value, 4), "goal": self.goal, "met": self.is_met}


def of_rounds(values: Iterable[float], goal: float | None = None, *, at_most: bool = False) -> Figure:
    """The median of the rounds, beside its goal."""
    return Figure(median(values), goal, at_most)


def finish(bench: str, figures: dict[str, Figure]) -> None:
    """Print the line that machines read; nothing comes after it."""
    line = {"bench": bench, "figures": {key: figure.as_json() for key, figure in figures.items()}}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
