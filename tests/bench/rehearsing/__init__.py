"""The parts of the rehearsal (tests/bench/rehearsal.py): the world, the simulated people, the checks."""
