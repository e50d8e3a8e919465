import time

from stories.texts.difference import difference


def put_together(before: str, after: str, dropped: str) -> str:
    return "".join(piece.text for piece in difference(before, after) if piece.kind != dropped)


def test_only_the_words_that_changed_are_marked():
    pieces = difference("J'ai vu monsieur Durand hier.", "J'ai vu un agent hier.")

    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("same", "J'ai vu "),
        ("removed", "monsieur Durand "),
        ("added", "un agent "),
        ("same", "hier."),
    ]


def test_both_texts_can_be_read_back_from_their_difference():
    before = "Un. Deux !\n\nTrois ? Quatre… « cinq »\tsix"
    after = "Un. Deux et demi !\n\nQuatre… « cinq » sept"

    assert put_together(before, after, "added") == before
    assert put_together(before, after, "removed") == after


def test_an_unchanged_text_is_one_piece():
    assert [piece.kind for piece in difference("Rien. À dire.", "Rien. À dire.")] == ["same"]
    assert difference("", "") == []


def test_a_text_made_to_be_slow_is_not():
    began = time.process_time()

    difference("a b " * 3750, "b a " * 3749 + "c")

    assert time.process_time() - began < 2
