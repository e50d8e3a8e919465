"""Real material that nobody here wrote; it lies beside the project (see tests/shared.py)."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from stories.aids import Kind, Mark, find
from tests.bench.aids.made import MAKERS, NAMED, NAMES
from tests.bench.aids.samples import Sample
from tests.shared import SHARED_DATA

STRINGS = SHARED_DATA / "pii-fr-strings" / "pii_fr.jsonl"
STORIES = SHARED_DATA / "spp-stories-100" / "stories.json"
BEGINNING = 600
INSULTS = [SHARED_DATA / "insultes-fr" / f"{name}.txt" for name in ("ldnoobw_fr", "darwiin_list")]
# What other people's tests call a paper or a postcode is a number or an address here.
KINDS = {"POSTCODE": "address", "PASSPORT": "number", "ID_CARD": "number", "DRIVING_LICENCE": "number"}


def is_here(path: Path) -> bool:
    """Whether it can be measured; with REQUIRE_SHARED_DATA=1 it must."""
    if not path.exists() and os.environ.get("REQUIRE_SHARED_DATA") == "1":
        raise SystemExit(f"{path} is absent.")
    return path.exists()


def strings() -> Iterator[Sample]:
    """Strings of other people's tests. They say which kind is in it, not where: the mark nearest to it will do."""
    for line in STRINGS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["label"] == "MULTI":
            continue
        kind = Kind(KINDS.get(row["label"], row["label"].lower()))
        yield Sample(row["text"], _truths(row, kind), frozenset({kind}))


def _truths(row: dict[str, Any], kind: Kind) -> tuple[Mark, ...]:
    marks = find(row["text"])
    there = next((mark for mark in marks if mark.kind == kind), Mark(0, len(row["text"]), kind))
    # Their tests look at the format only: with a wrong key it is a number of somebody, and blocks nothing.
    if kind is Kind.NIR:
        return (there,) if row["nir_key_valid"] else ()
    if kind is Kind.IBAN:
        return (there,) if _has_iban_key(row["text"]) else ()
    return (there,) if row["should_match"] else ()


def _has_iban_key(text: str) -> bool:
    account = "".join(text.rpartition(":")[2].split())
    return int("".join(str(int(sign, 36)) for sign in account[4:] + account[:4])) % 97 == 1


def stories() -> list[str]:
    """The stories as they were told."""
    return [
        f"{row['titre']}\n\n{row['description']}" for row in json.loads(STORIES.read_text(encoding="utf-8"))
    ]


def planted(seed: int = 1) -> Iterator[Sample]:
    """Every real story with a made number or address between two of its words, one kind at a time."""
    random = Random(seed)
    for story in stories():
        own = {mark.kind for mark in find(story)}
        for kind, make in MAKERS.items():
            # What a story holds by itself is looked at by people, not counted here.
            if kind not in own:
                at = random.choice([at for at, sign in enumerate(story) if sign == " "]) + 1
                number = make(random)
                text = f"{story[:at]}{number} {story[at:]}"
                yield Sample(text, (Mark(at, at + len(number), kind),), frozenset({kind}))


def with_names(seed: int = 1) -> Iterator[Sample]:
    """The beginnings of real stories, each with a sentence that names somebody without a title."""
    random = Random(seed)
    beginnings = [story[:BEGINNING].rpartition(". ")[0] for story in stories()]
    for around in NAMED:
        for name in NAMES:
            before = random.choice(beginnings) + ". "
            at = len(before) + around.index("{}")
            text = before + around.format(name)
            yield Sample(text, (Mark(at, at + len(name), Kind.PERSON),), frozenset({Kind.PERSON}))


def insults_of(path: Path) -> list[str]:
    """The words of a list."""
    return [word for word in path.read_text(encoding="utf-8").splitlines() if word.strip()]
