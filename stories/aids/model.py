"""Names of persons as a language model reads them: « Sandrine m'a dit », which no rule can tell from a place.

It takes some 60 ms a text and 300 MB of memory: for the worker, where one is installed
(requirements-names.txt). What it says warns, like every mark of a name; measured by ./bin/bench aids.
"""

import re
from functools import cache
from typing import Any, cast

from stories.aids.persons import NAME
from stories.aids.plain import APOSTROPHES, plain
from stories.aids.words import words

PERSON = "PER"
# What reads names does without the rest of a spaCy pipeline.
NEEDED = {"tok2vec", "ner"}
ONE_NAME = re.compile(NAME)
# « BonjourMa » is two words that lost their space.
GLUED = re.compile(r"[a-z][A-Z]")
SHORTEST = 3
# One character for one, so that a place in the text read is the same place in the text.
AS_TRAINED = str.maketrans({**dict.fromkeys(APOSTROPHES, "'"), "\u00a0": " ", "\u202f": " "})


def names_read(text: str, model: str) -> list[str]:
    """The names that the spaCy package ``model`` reads in a text, each once, titles and functions left out.

    Raises OSError when no such model is installed, ImportError when spaCy is not.
    """
    found = (
        entity for entity in _pipeline(model)(text.translate(AS_TRAINED)).ents if entity.label_ == PERSON
    )
    names = (_name_in(text[entity.start_char : entity.end_char]) for entity in found)
    return list(dict.fromkeys(name for name in names if name))


@cache
def _pipeline(model: str) -> Any:
    import spacy  # costs seconds and memory that only the worker has to spend

    parts = cast(dict[str, list[str]], spacy.info(model))["pipeline"]
    return spacy.load(model, exclude=[part for part in parts if part not in NEEDED])


def _name_in(said: str) -> str:
    """From the first to the last word that can be a name: small models take « Madame » and « Prime » for people."""
    pieces = [(piece.start(), piece.end()) for piece in re.finditer(r"\S+", said)]
    names = [(start, end) for start, end in pieces if _can_be_a_name(said[start:end])]
    return said[names[0][0] : names[-1][1]] if names else ""


def _can_be_a_name(word: str) -> bool:
    read = plain(word).text
    is_acronym = read.isupper() and len(read) <= SHORTEST
    is_a_word = is_acronym or GLUED.search(read) or read.lower() in words("not_names", "acronyms")
    return len(read) >= SHORTEST and not is_a_word and ONE_NAME.fullmatch(read) is not None
