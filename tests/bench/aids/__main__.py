"""How well the reading aids read: ./bin/bench aids [--each N] [--show].

Precision and recall per kind on sentences of our own, on numbers made here and, where ../shared/data is, on
strings of other people's tests, on made numbers planted in real stories and on two lists of insults. ``--show``
prints what was missed and what was wrongly marked, and every mark in the real stories, for people to judge.
"""

import argparse
import sys
import time
from collections import Counter

from stories.aids import Kind, Mark, find
from stories.aids.marks import BLOCKING
from stories.aids.model import names_read
from tests.bench.aids import made, real
from tests.bench.aids.samples import Sample, Score, scores, sentences, shown
from tests.bench.figures import Figure, finish

RECALL, PRECISION = 0.98, 0.95
MODEL = "fr_core_news_md"


def main() -> int:
    """Measure, print a table per source, then the JSON line."""
    parser = argparse.ArgumentParser(prog="bench aids", description=__doc__.partition("\n")[0])
    parser.add_argument("--each", type=int, default=500, help="so many made numbers of each kind")
    parser.add_argument("--seed", type=int, default=1, help="other numbers")
    parser.add_argument(
        "--show", action="store_true", help="print what was missed, and what people should judge"
    )
    asked = parser.parse_args()
    sources: dict[str, list[Sample]] = {
        "our sentences": list(sentences()),
        "made numbers": list(made.made(asked.each, asked.seed)),
    }
    if real.is_here(real.STRINGS):
        sources["strings of others"] = list(real.strings())
    if real.is_here(real.STORIES):
        sources["planted in stories"] = list(real.planted(asked.seed))
    total = {kind: Score() for kind in Kind}
    for name, samples in sources.items():
        counted = scores(samples)
        _print_scores(name, counted, show=asked.show)
        total = {kind: total[kind] + counted[kind] for kind in Kind}
    _print_scores("all", total, show=False)
    figures = _figures(total) | _of_insults(show=asked.show) | _of_stories(show=asked.show)
    finish("aids", figures | _of_names(asked.seed, show=asked.show))
    return 0


def _figures(total: dict[Kind, Score]) -> dict[str, Figure]:
    figures = {}
    for kind, score in total.items():
        is_sure = kind in BLOCKING
        figures[f"{kind.value}_recall"] = Figure(score.recall, RECALL if is_sure else None)
        figures[f"{kind.value}_precision"] = Figure(score.precision, PRECISION if is_sure else None)
    return figures


def _of_insults(*, show: bool) -> dict[str, Figure]:
    """The share of each list that is marked; half of their lines are words of every day that we leave alone."""
    figures = {}
    for path in filter(real.is_here, real.INSULTS):
        listed = real.insults_of(path)
        missed = [word for word in listed if not _marks_insult(f"Vous êtes un {word}, voilà.")]
        figures[f"insult_recall_{path.stem}"] = Figure(1 - len(missed) / len(listed))
        if show:
            _say(f"\nNot marked, of {path.stem}: {' | '.join(missed)}")
    return figures


def _marks_insult(text: str) -> bool:
    return any(mark.kind is Kind.INSULT for mark in find(text))


def _of_stories(*, show: bool) -> dict[str, Figure]:
    """What the aids mark in real stories, and how long they take."""
    if not real.is_here(real.STORIES):
        return {}
    told = real.stories()
    started = time.process_time()
    marks = [find(text) for text in told]
    spent = (time.process_time() - started) * 1000 / len(told)
    counts = Counter(mark.kind for those in marks for mark in those)
    _say(f"\n{len(told)} real stories: " + ", ".join(f"{counts[kind]} {kind.value}" for kind in Kind))
    for text, those in zip(told, marks, strict=True) if show else ():
        for mark in those:
            _say(f"  {mark.kind.value:9} {shown(text, mark)}")
    figures = {f"stories_{kind.value}": Figure(counts[kind]) for kind in Kind}
    return figures | {"stories_ms_each": Figure(spent)}


def _of_names(seed: int, *, show: bool) -> dict[str, Figure]:
    """Names without a title, to the rules alone and with the optional model; and what the model adds to stories."""
    if not real.is_here(real.STORIES):
        return {}
    samples = list(real.with_names(seed))
    figures = {}
    for name, read in (("rules", find), ("model", _with_model)):
        counted = scores(samples, read)
        _print_scores(f"names, by {name}", counted, show=show)
        figures[f"untitled_recall_{name}"] = Figure(counted[Kind.PERSON].recall)
        figures[f"untitled_precision_{name}"] = Figure(counted[Kind.PERSON].precision)
    told = real.stories()
    started = time.process_time()
    marks = [_with_model(text) for text in told]
    spent = (time.process_time() - started) * 1000 / len(told)
    added = [
        shown(text, mark)
        for text, those in zip(told, marks, strict=True)
        for mark in those
        if mark.kind is Kind.PERSON and mark not in find(text)
    ]
    _say(f"\n{len(told)} real stories: the model marks {len(added)} names more")
    for line in added if show else ():
        _say(f"  {line}")
    return figures | {"stories_person_model": Figure(len(added)), "stories_ms_each_model": Figure(spent)}


def _with_model(text: str) -> list[Mark]:
    return find(text, names_read(text, MODEL))


def _print_scores(source: str, counted: dict[Kind, Score], *, show: bool) -> None:
    _say(f"\n{source:20} expected  recall  wrong  precision")
    for kind, score in counted.items():
        expected = score.found + len(score.missed)
        if expected or score.wrong:
            _say(
                f"  {kind.value:18} {expected:8} {score.recall:7.3f} {len(score.wrong):6} {score.precision:10.3f}"
            )
        for what, those in (("missed", score.missed), ("wrong", score.wrong)) if show else ():
            for text in those:
                _say(f"      {what}: {text}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
