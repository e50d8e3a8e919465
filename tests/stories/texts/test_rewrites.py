"""A rewrite is a list of changes that can be agreed to one by one; white space alone is none."""

import time
from itertools import product
from random import Random

import pytest

from stories.texts.rewrites import assemble, changes, in_place_of

WORDS = [
    "le guichet",
    "répond",
    "é",
    "e\u0301",
    "œuvre",
    "« oui »",
    "𝒳",
    "👩‍👧",
    "l’agent",
    "3.5 euros",
    "www.caf.fr",
]
ENDS = [".", "!", "?", "…", "...", " !", "", ". . ."]
BREAKS = [" ", "\n", "\n\n", "\u00a0 "]


def as_spans(base: str, proposed: str) -> list[tuple[int, int, str]]:
    return [(one.start, one.end, one.after) for one in changes(base, proposed)]


def in_words(base: str, proposed: str) -> list[tuple[str, str]]:
    return [(one.before.strip(), one.after.strip()) for one in changes(base, proposed)]


class TestChanges:
    def test_are_none_where_nothing_differs(self):
        assert changes("Un. Deux.", "Un. Deux.") == changes("", "") == []

    @pytest.mark.parametrize("proposed", ["Un.\n\nDeux.", "Un. Deux.\n", "  Un. Deux.", "Un.\u00a0Deux."])
    def test_are_none_where_white_space_alone_differs(self, proposed):
        assert changes("Un. Deux.", proposed) == []

    def test_are_whole_sentences(self):
        base = "J'ai appelé. Personne n'a répondu. J'ai attendu."
        assert in_words(base, base.replace("Personne", "Nul")) == [
            ("Personne n'a répondu.", "Nul n'a répondu.")
        ]

    def test_that_follow_one_another_are_asked_about_one_by_one(self):
        assert in_words("Un. Deux. Trois.", "Un. Dos. Très.") == [("Deux.", "Dos."), ("Trois.", "Très.")]

    def test_are_one_where_sentences_were_joined_or_parted(self):
        assert in_words("Un. Deux. Trois.", "Un deux. Trois.") == [("Un. Deux.", "Un deux.")]

    def test_are_told_apart_where_one_more_was_added_behind_them(self):
        base = "Je suis reçue. Puis rien du tout. Je suis partie"
        assert in_words(base, "Je suis reçue. Puis plus rien du tout. Je suis partie. Dommage.") == [
            ("Puis rien du tout.", "Puis plus rien du tout."),
            ("Je suis partie", "Je suis partie."),
            ("", "Dommage."),
        ]

    def test_say_what_is_added_and_what_is_removed(self):
        assert in_words("Un. Trois.", "Un. Deux. Trois.") == [("", "Deux.")]
        assert in_words("Un. Deux. Trois.", "Un. Trois.") == [("Deux.", "")]
        assert in_words("Un. Deux.", "Un. Deux. Trois.") == [("", "Trois.")]
        assert in_words("Un. Deux.", "Un.") == [("Deux.", "")]
        assert in_words("Un. Deux.", "Zéro. Un. Deux.") == [("", "Zéro.")]

    def test_do_not_cut_a_number_nor_an_address(self):
        assert in_words("J'ai payé 3.5 euros. Merci.", "J'ai payé 4.5 euros. Merci.") == [
            ("J'ai payé 3.5 euros.", "J'ai payé 4.5 euros.")
        ]

    def test_count_the_characters_of_the_base(self):
        base = "👩‍👧 Un.\n\nDeux… « Trois ! » e\u0301 Quatre"
        for change in changes(base, "👩‍👧 Un.\n\nDos… « Très ! » é Quatre"):
            assert base[change.start : change.end] == change.before

    def test_of_what_is_empty_or_has_no_words(self):
        for base, proposed in product(["", " \n", "… … !!", "\n\n\n", ".", "Un."], repeat=2):
            found = assemble(base, as_spans(base, proposed))
            assert found.split() == proposed.split()


class TestAssembling:
    def test_all_accepted_is_what_was_proposed_and_all_refused_what_was_told(self):
        for seed in range(1_000):
            base, proposed = a_rewrite(Random(seed))
            assert assemble(base, as_spans(base, proposed)).rstrip() == proposed.rstrip(), seed
            assert assemble(base, []) == base

    def test_holds_up_to_white_space_where_paragraphs_moved_too(self):
        for seed in range(1_000):
            base, proposed = a_rewrite(Random(seed), breaks=BREAKS)
            assert assemble(base, as_spans(base, proposed)).split() == proposed.split(), seed

    def test_any_choice_keeps_the_rest_as_it_was_and_never_glues_two_sentences(self):
        for seed in range(1_000):
            rng = Random(seed)
            base, proposed = a_rewrite(rng)
            found = changes(base, proposed)
            accepted = [one for one in found if rng.random() < 0.5]
            text = assemble(base, [(one.start, one.end, one.after) for one in accepted])

            expected = [word for _, words in pieces(base, found, accepted) for word in words]
            assert text.split() == expected, seed

    def test_parts_what_is_added_at_the_end_as_it_was_proposed(self):
        assert assemble("Un.", as_spans("Un.", "Un.\n\nDeux.")) == "Un.\n\nDeux."

    def test_what_somebody_writes_instead_takes_the_white_space_of_what_was_proposed(self):
        base, proposed = "Un. Deux. Trois.", "Un. Dos. Trois.\n\nQuatre."
        first, added = changes(base, proposed)

        text = assemble(
            base,
            [
                (first.start, first.end, in_place_of(first.after, "  Two!\n")),
                (added.start, added.end, in_place_of(added.after, "Four.")),
            ],
        )

        assert text == "Un. Two! Trois.\n\nFour."


def a_sentence(rng: Random) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, 4))) + rng.choice(ENDS[:6])


def a_rewrite(rng: Random, breaks: list[str] | None = None) -> tuple[str, str]:
    """A text and what became of it: sentences changed, added, removed, moved."""
    told = [a_sentence(rng) for _ in range(rng.randint(0, 8))]
    proposed = list(told)
    for _ in range(rng.randint(0, 5)):
        place = rng.randint(0, len(proposed))
        match rng.choice(["change", "add", "remove", "move"]):
            case "add":
                proposed.insert(place, a_sentence(rng))
            case "change" if proposed:
                proposed[place - 1] = a_sentence(rng)
            case "remove" if proposed:
                del proposed[place - 1]
            case "move" if proposed:
                proposed.insert(place - 1, proposed.pop())
    if breaks:
        return scattered(rng, told, breaks), scattered(rng, proposed, breaks)
    parted = rng.choice(BREAKS[:3])
    return parted.join(told), parted.join(proposed)


def scattered(rng: Random, sentences: list[str], breaks: list[str]) -> str:
    return "".join(sentence + rng.choice(breaks) for sentence in sentences)


def pieces(base, found, accepted):
    """The words between the changes, and those of each change as it was answered."""
    end = 0
    for change in found:
        yield "kept", base[end : change.start].split()
        yield "answered", (change.after if change in accepted else change.before).split()
        end = change.end
    yield "kept", base[end:].split()


@pytest.mark.parametrize(
    ("base", "proposed"),
    [
        ("a. " * 5_000, "a. " * 4_999 + "b."),
        ("a. " * 499, "a. b. " * 249),
        ("a\n" * 7_000, "b\n" * 7_000),
        ("." * 15_000, "!" * 15_000),
        ("\n" * 15_000, "x"),
        ("a. b. " * 2_500, "b. a. " * 2_500),
    ],
)
def test_a_text_made_to_be_slow_is_not(base, proposed):
    begun = time.process_time()

    spans = as_spans(base, proposed)

    assert time.process_time() - begun < 2
    assert assemble(base, spans).split() == proposed.split()
