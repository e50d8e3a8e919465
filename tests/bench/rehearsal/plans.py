"""What is in store for each story, by its number: all outcomes come up, and the same ones at each run."""

import re
from collections.abc import Callable

from tests.bench.rehearsal.told import Told

CYCLE = 20
# What a first reading leads to; whatever else is published, corrected where something has to go.
OUTCOMES = {
    1: "propose",
    2: "ask",
    3: "escalate",
    6: "propose",
    7: "reject",
    11: "propose",
    12: "ask",
    13: "escalate",
    16: "reject",
}
# Decided, and taken back before anybody else knows.
UNDONE = {0, 4, 7, 9, 14, 19}
# The replies that their story's author answers: each so many'th.
EVERY = 2
# What the author says to a rewrite: yes to all, no to the first change, or their own words for it.
CONSENTS = {1: "accepted", 6: "refused", 11: "edited"}
REASONS = ("off_topic", "personal_case", "no_experience", "abusive", "duplicate")
SENTENCE = re.compile(r"(?<=[.!?…])(\s+)")
LONG_ENOUGH = 15
MOST = 14_000  # there is room left for what is added


def outcome_of(told: Told) -> str:
    """What a moderator makes of a story read for the first time; "" for the usual."""
    return OUTCOMES.get(told.number % CYCLE, "")


def is_undone(told: Told) -> bool:
    return told.number % CYCLE in UNDONE


def consent_of(told: Told | None) -> str:
    return CONSENTS.get(told.number % CYCLE, "accepted") if told else "accepted"


def reason_of(told: Told) -> str:
    return REASONS[told.number // CYCLE % len(REASONS)]


def tells_again(told: Told | None) -> bool:
    """Whether this author takes up what was turned down; once."""
    return told is not None and told.number % 2 == 1 and not told.again


def says_back(routing: int) -> bool:
    """Whether the author of a story answers this reply."""
    return routing % EVERY == 0


def rewritten(text: str) -> str:
    """The first, the middle and the last sentence put otherwise: changes far enough apart to be several."""
    pieces = SENTENCE.split(text)
    long = [
        at for at in range(0, len(pieces), 2) if len(pieces[at].split()) > 2 and len(pieces[at]) > LONG_ENOUGH
    ]
    return _changed(pieces, {long[at] for at in (0, len(long) // 2, -1)} if long else {0}, _otherwise)


def _otherwise(sentence: str) -> str:
    return f"Pour le dire autrement, {sentence[:1].lower()}{sentence[1:]}"


def _changed(pieces: list[str], which: set[int], how: Callable[[str], str]) -> str:
    return "".join(how(piece) if at in which else piece for at, piece in enumerate(pieces))


def tidied(text: str) -> str:
    """Spaces where the export lost them, and none where it left an entity."""
    return re.sub(r"(?<=[.!?])(?=[A-ZÀÉÈ])", " ", re.sub(" {2,}", " ", text.replace("&nbsp;", " ")))
