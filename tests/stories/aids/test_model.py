"""Names that a language model reads: the real one, of requirements-names.txt."""

import pytest

from stories.aids import Kind, find
from stories.aids.model import names_read

MODEL = "fr_core_news_md"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hier Sandrine m'a dit de revenir.", ["Sandrine"]),
        ("Hier Sandrine m’a dit de revenir. Merci à Sandrine\u00a0!", ["Sandrine"]),
        ("Merci à Mme Vasseur et à ma compagne Fatoumata Diallo.", ["Vasseur", "Fatoumata Diallo"]),
        ("Madame la Présidente, bonjour Monsieur", []),
        ("Il n’a rien dit : ce n’est pas écolo. BonjourDésolé de vous déranger.", []),
        ("", []),
    ],
)
def test_each_name_is_read_once_without_its_title(text: str, names: list[str]) -> None:
    assert names_read(text, MODEL) == names


def test_what_it_read_is_marked_wherever_it_stands_whole() -> None:
    text = "Sow, puis SOW. Le dossier de Sow-Lambert, la sow, l’avis de Sow."
    marked = [(mark.start, text[mark.start : mark.end]) for mark in find(text, ["Sow"])]
    assert marked == [(0, "Sow"), (text.rindex("Sow"), "Sow")]
    assert find(text) == []


def test_accents_and_apostrophes_of_a_name_do_not_matter() -> None:
    text = "L’agent m’a passé Zoé O’Brien."
    (mark,) = find(text, ["Zoé O'Brien"])
    assert (text[mark.start : mark.end], mark.kind) == ("Zoé O’Brien", Kind.PERSON)


def test_what_a_surer_kind_has_marked_stays_of_that_kind() -> None:
    assert [mark.kind for mark in find("écrivez à sandrine.roy@exemple.test", ["sandrine"])] == [Kind.EMAIL]
