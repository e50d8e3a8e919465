from tests.workflow.conftest import invariants  # noqa: F401  (figures are made by moves: the same must hold)
