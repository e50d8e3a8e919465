"""The parts of the rehearsal (python -m tests.bench.rehearsal): the world, the simulated people, the checks."""
