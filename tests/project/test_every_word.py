"""What must have a text has a test that lists them all: whoever adds to an enum learns here where to write what."""

import pytest
from django.apps import apps
from django.db import models
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import NoReverseMatch

from stories.models import Story
from stories.templatetags.telling import STATES
from workflow.guidance.told import FIRST_TEXTS
from workflow.models import Decision, Notification, RejectionReason, Step
from workflow.notifications.kinds import MAILS, NOTICES
from workflow.spine.transitions import TRANSITIONS
from workflow.workbench.benches import BENCHES

# Outcomes that no text of the moderators tells an author: the mail of each says what happened, or there is none.
NOT_TOLD_BY_A_TEXT = {
    Decision.Outcome.ESCALATE,
    Decision.Outcome.REPUBLISH,
    Decision.Outcome.AMEND,
    Decision.Outcome.DISMISS,
}
# Every field that people write in freely, by who may read it. What everybody reads passes the reading aids on its way:
# check_nothing_personal or check_public_reason (workflow/decisions/gate.py), called by its verb.
FOR_EVERYBODY = {
    "Story": {"pseudonym", "title", "text", "place", "department", "other_service", "public_reason"},
    "Improvement": {"title", "change", "evidence"},
    "Reply": {"greeting", "text", "signature", "rating_word"},
    "AnswerBack": {"text"},
    "Structure": {
        *("code", "name", "public_name", "kind", "description", "address", "postcode", "town", "country"),
        *("department", "commune", "website"),
    },
    "Network": {"name"},
    "Procedure": {"name"},
}
FOR_SOME = {
    "User": {"password", "email", "name"},
    "Structure": {"mailbox"},
    "StoryText": {"title", "text", "reason"},
    "Report": {"word"},
    "AnswerBack": {"reason"},
    "Proposal": {"base_title", "base_text", "title", "text"},
    "ProposedChange": {"before", "after", "reason", "words"},
    "Question": {"text", "answer"},
    "Remark": {"text"},
    "Decision": {"told", "message", "override"},
    "MessageTemplate": {"text"},
    "Guide": {"text"},
    "ReplyDraft": {"greeting", "text", "signature"},
    "DraftRevision": {"greeting", "text", "signature"},
    "Verdict": {"comment"},
    "AnswerVerdict": {"text", "reason"},
    "PrivateCopy": {"text", "base"},
    "InternalComment": {"text"},
    "Transfer": {"reason"},
}
# Names that programs write, and nobody reads as a sentence.
NO_WORDS = {
    "KeyedRequest": {"verb", "key"},
    "Event": {"action", "from_state", "to_state"},
    "Mail": {"kind"},
    "QueueView": {"queue"},
    "LogRow": {"subject"},
}


@pytest.mark.parametrize("reason", RejectionReason)
def test_a_reason_not_to_publish_says_what_its_author_is_told(reason):
    assert FIRST_TEXTS.get((Decision.Outcome.REJECT, reason)), (
        f"« {reason.label} »: write what its author is told in FIRST_TEXTS of workflow/guidance/told.py."
    )


@pytest.mark.parametrize("outcome", set(Decision.Outcome) - NOT_TOLD_BY_A_TEXT - {Decision.Outcome.REJECT})
def test_an_outcome_says_what_its_author_is_told(outcome):
    assert FIRST_TEXTS.get((outcome, "")), (
        f"« {outcome.label} »: write what its author is told in FIRST_TEXTS of workflow/guidance/told.py, or name it"
        " in NOT_TOLD_BY_A_TEXT here if they are not."
    )


@pytest.mark.parametrize("transition", TRANSITIONS.values(), ids=TRANSITIONS)
def test_a_transition_says_what_happened(transition):
    assert transition.past, (
        f"{transition.name}: give it its « past » in workflow/spine (story_way, reply_way or steps); histories, the"
        " journal and refusals say it."
    )


@pytest.mark.parametrize("state", set(Story.State) - {Story.State.PUBLISHED})
def test_a_state_says_what_its_author_reads(state):
    assert STATES.get(state), f"« {state.label} »: write it in STATES of stories/templatetags/telling.py."


@pytest.mark.parametrize("kind", Notification.Kind)
def test_a_notification_says_what_and_leads_somewhere(kind):
    assert kind.label and kind in NOTICES, (
        f"{kind}: register_notice(Notification.Kind.{kind.name}, …) in the mails.py of the room that sends it, with the"
        " page it leads to."
    )
    try:
        assert NOTICES[kind](Notification(kind=kind, story_id=1, routing_id=1)).startswith("/")
    except NoReverseMatch as error:
        pytest.fail(f"{kind}: the page it leads to has no address: {error}")


@pytest.mark.parametrize("kind", MAILS.values(), ids=MAILS)
def test_a_mail_has_a_subject_and_a_text(kind):
    assert kind.subject
    try:
        get_template(kind.template)
    except TemplateDoesNotExist:
        pytest.fail(f"{kind.name}: write its text in templates/{kind.template}.")


@pytest.mark.parametrize("step", Step)
def test_a_step_has_a_workbench(step):
    assert step.label and step in BENCHES, (
        f"{step}: register(Bench(Step.{step.name}, …)) in the fragments.py of the room whose work it is."
    )


def free_text() -> list[tuple[str, str]]:
    ours = (apps.get_app_config(app).get_models() for app in ("directory", "stories", "workflow", "live"))
    return [
        (model.__name__, field.name)
        for some in ours
        for model in some
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    ]


@pytest.mark.parametrize(("model", "field"), free_text())
def test_a_field_of_words_says_who_reads_it(model, field):
    readers = [name for name in (FOR_EVERYBODY, FOR_SOME, NO_WORDS) if field in name.get(model, ())]
    assert len(readers) == 1, (
        f"{model}.{field}: name it in FOR_EVERYBODY here if everybody reads it, and let its verb pass the reading aids"
        " (workflow/decisions/gate.py); else in FOR_SOME, or NO_WORDS."
    )


def test_no_field_is_named_that_is_none():
    named = [
        (model, field)
        for readers in (FOR_EVERYBODY, FOR_SOME, NO_WORDS)
        for model, fields in readers.items()
        for field in fields
    ]

    assert set(named) == set(free_text())
