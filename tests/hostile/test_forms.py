"""Every field of every form, alone: each string is taken, or refused with a reason, and never raises."""

import pytest
from django import forms
from django.http import QueryDict

from stories.public.forms import ListForm
from stories.telling import forms as telling
from stories.telling.forms import (
    ContactForm,
    FeelingForm,
    PseudonymForm,
    ServicesForm,
    StartForm,
    TextForm,
    WhenForm,
)
from tests.hostile.strings import LONG, naughty
from tests.stories_made import draft_story
from workflow.author.sending import EmailForm
from workflow.moderation import forms as moderation
from workflow.moderation.forms import AskForm, CorrectForm, EscalateForm, ProposeForm, PublishForm, RejectForm
from workflow.replies import forms as replies
from workflow.replies.forms import ReplyForm

pytestmark = pytest.mark.django_db


def all_forms(world, mamie) -> list[tuple[type[forms.Form], dict]]:
    draft = draft_story(mamie, [world.caf_gard])
    plain = [
        StartForm,
        TextForm,
        FeelingForm,
        WhenForm,
        PseudonymForm,
        ListForm,
        PublishForm,
        CorrectForm,
        RejectForm,
        ProposeForm,
        AskForm,
        EscalateForm,
        ReplyForm,
    ]
    return [
        *((form, {}) for form in plain),
        (ServicesForm, {"chosen": [world.caf_gard]}),
        (ContactForm, {"draft": draft}),
        (EmailForm, {"draft": draft}),
    ]


def test_no_form_is_forgotten(world, mamie):
    known = {form for form, _ in all_forms(world, mamie)}
    declared = {
        found
        for module in (telling, moderation, replies)
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, forms.Form) and found is not forms.Form
    }
    assert declared <= known


def test_no_field_of_any_form_raises(world, mamie):
    for form, arguments in all_forms(world, mamie):
        for name in form(QueryDict(), **arguments).fields:
            for string in (*naughty(), LONG):
                data = QueryDict(mutable=True)
                data.setlist(name, [string])
                made = form(data, **arguments)
                field = made.fields[name]
                try:
                    field.clean(field.widget.value_from_datadict(data, {}, name))
                except forms.ValidationError as refusal:
                    assert all(refusal.messages), (form, name, string)
