"""The words of a story: what they must be, and every version of them, kept."""

from directory.models import User
from stories.models import Story, StoryText
from workflow.decisions.names import read_names_later
from workflow.spine.instant import now
from workflow.spine.refusals import Invalid

MAX_TITLE, MAX_TEXT = 150, 15_000
# The field of words that are not the story's any more.
EDITED = "edited"


def check_words(title: str, text: str) -> None:
    """Raise Invalid unless these could be a story's title and text."""
    if is_blank(title):
        raise Invalid("Donnez un titre.", "title")
    if is_blank(text):
        raise Invalid("Le récit est vide.", "text")
    if len(title) > MAX_TITLE:
        raise Invalid(f"Le titre dépasse {MAX_TITLE} caractères.", "title")
    if len(text) > MAX_TEXT:
        raise Invalid(f"Le récit dépasse {MAX_TEXT} caractères.", "text")
    check_storable(title=title, text=text)


def is_blank(words: str) -> bool:
    """Whether nothing can be seen of these words: white space, and signs without a drawing."""
    return not any(sign.isprintable() and not sign.isspace() for sign in words)


def check_storable(**fields: str) -> None:
    """Raise Invalid for what the database cannot hold: a NUL, half of a surrogate pair."""
    for field, words in fields.items():
        if any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in words):
            raise Invalid("Ce texte contient un caractère illisible\u00a0: retirez-le.", field)


def keep_words(
    story: Story, kind: StoryText.Kind, by: User, *, reason: str = "", public: bool = False
) -> None:
    """One more immutable version of the story's words."""
    StoryText.objects.create(
        story=story,
        kind=kind,
        title=story.title,
        text=story.text,
        reason=reason.strip(),
        by=by,
        created_at=now(),
        public_at=now() if public else None,
    )
    if kind in StoryText.OWN_WORDS:
        read_names_later(story)


def keep_if_told_anew(story: Story, by: User) -> None:
    """A version of its author's words, unless they are those of the last one."""
    last = story.texts.filter(kind__in=StoryText.OWN_WORDS).order_by("-pk").first()
    if last is None or (last.title, last.text) != (story.title, story.text):
        keep_words(story, StoryText.Kind.RESUBMITTED, by)


def check_correction(
    story: Story, title: str, text: str, instead: str = "publiez telle quelle, ou modifiez le texte"
) -> None:
    """Raise Invalid unless these words differ from the story's and could replace them.

    ``instead``: what else can be done, where nothing differs.
    """
    check_words(title, text)
    if (title, text) == (story.title, story.text):
        raise Invalid(f"Rien n'a été corrigé : {instead}.", "text")


def check_unedited(story: Story, title: str | None, text: str | None) -> None:
    """Raise Invalid when the words sent along are not the story's: « Publier » never throws a correction away."""
    sent = [(title, story.title), (text, story.text)]
    if any(typed is not None and typed.split() != kept.split() for typed, kept in sent):
        raise Invalid(
            "Vous avez modifié le texte : publiez la correction, ou remettez le texte d'origine.", EDITED
        )
