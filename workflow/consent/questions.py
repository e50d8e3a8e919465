"""A question to the author before deciding, and its answer."""

from directory.models import User
from stories.models import Story
from workflow.decisions.deciding import decide, tell_author
from workflow.decisions.urgency import looks_urgent
from workflow.decisions.waiting import back_to, wait_for_author
from workflow.decisions.words import check_storable, check_words, is_blank, keep_if_told_anew
from workflow.models import Decision, Event, Notification, Question
from workflow.notifications.notify import notify
from workflow.spine.instant import now
from workflow.spine.moves import Outcome, move
from workflow.spine.refusals import Invalid
from workflow.spine.story_way import ANSWER_QUESTION, ASK

MAX_QUESTION = 2000


def ask(
    story_id: int,
    *,
    by: User,
    version: int | str | None,
    key: str | None,
    tab: str,
    question: str,
    texts: int | None = None,
) -> Outcome:
    """Ask the author something before deciding."""

    def body(story: Story) -> None:
        if is_blank(question):
            raise Invalid("Écrivez votre question.", "question")
        if len(question) > MAX_QUESTION:
            raise Invalid(f"La question dépasse {MAX_QUESTION} caractères.", "question")
        check_storable(question=question)
        wait_for_author(story)

    def after(story: Story, event: Event) -> None:
        Question.objects.create(story=story, text=question.strip(), by=by, at=now())
        decide(story, event, Decision.Outcome.ASK, message=question, texts=texts)
        tell_author(story, event, Notification.Kind.ASKED, "asked")

    return move(ASK, story_id, body, after, by=by, version=version, key=key, tab=tab)


def answer_question(
    story_id: int,
    *,
    by: User,
    version: int | str | None,
    key: str | None,
    answer: str,
    title: str = "",
    text: str = "",
) -> Outcome:
    """The author's answer, and their story told anew where ``title`` or ``text`` is given; back to the same
    moderator."""

    def body(story: Story) -> None:
        question = story.questions.filter(answered_at=None).last()
        if question is None:
            raise Invalid("Aucune question n'attend votre réponse.")
        if is_blank(answer):
            raise Invalid("Écrivez votre réponse.", "answer")
        if len(answer) > MAX_QUESTION:
            raise Invalid(f"La réponse dépasse {MAX_QUESTION} caractères.", "answer")
        check_storable(answer=answer)
        told = (story.title if is_blank(title) else title, story.text if is_blank(text) else text)
        said = answer
        if told != (story.title, story.text):
            check_words(*told)
            story.title, story.text = told
            said = "\n".join([answer, *told])
        # What they say now may be what nobody knew; what a moderator said of the rest stands.
        story.urgent = story.urgent or looks_urgent(said)
        question.answer, question.answered_at = answer.strip(), now()
        question.save(update_fields=["answer", "answered_at"])
        story.awaiting_since = None
        back_to(story, question.by)

    def after(story: Story, event: Event) -> None:
        keep_if_told_anew(story, by)
        question = story.questions.latest("pk")
        notify(event, [question.by_id], Notification.Kind.AUTHOR_ANSWERED)

    return move(ANSWER_QUESTION, story_id, body, after, by=by, version=version, key=key)
