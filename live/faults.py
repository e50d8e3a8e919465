"""Faults on purpose, for tests and rehearsals: VOX_FAULTS="drop=0.3,double=0.1,delay=0.2,die=0.01".

drop, double   the chance that a bell is lost, or rung twice
delay          up to how many seconds late a bell rings
die            the chance that the process dies between a commit and its bell
"""

import os
import random


def _from_environment() -> dict[str, float]:
    pairs = (pair.split("=") for pair in os.environ.get("VOX_FAULTS", "").split(",") if pair)
    return {name.strip(): float(chance) for name, chance in pairs}


chances = _from_environment()


def bells() -> list[float]:
    """For one bell that should ring: after how many seconds each time that it does."""
    if not chances:
        return [0.0]
    if _happens("die"):
        os._exit(70)
    times = 0 if _happens("drop") else 2 if _happens("double") else 1
    return [random.uniform(0, chances.get("delay", 0.0)) for _ in range(times)]


def _happens(fault: str) -> bool:
    return random.random() < chances.get(fault, 0.0)
