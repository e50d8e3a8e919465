"""What moderators type to decide, checked before it reaches an action."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import cached_property

from stories.models import Story
from workflow.consent.proposals import proposed_changes
from workflow.models import ProposedChange, RejectionReason


class Ids(forms.TypedMultipleChoiceField):
    """Ids of things that the action itself looks up."""

    def __init__(self, **more: Any) -> None:
        super().__init__(coerce=int, error_messages={"invalid_choice": "Ce service n'existe pas."}, **more)

    def valid_value(self, value: Any) -> bool:
        return bool(re.fullmatch(r"[0-9]{1,18}", str(value), re.ASCII))


class Reasons(forms.MultipleChoiceField):
    """Free texts, as many as there are changes to explain."""

    def valid_value(self, value: Any) -> bool:
        return True


class ShownTexts:
    """A form of a page that shows what its author will read."""

    data: Mapping[str, Any]

    @property
    def texts(self) -> int | None:
        """Which messages to authors the page showed (messages.Texts.stamp); None when it did not say."""
        said = str(self.data.get("texts", ""))
        return int(said) if re.fullmatch(r"[0-9]{1,18}", said, re.ASCII) else None


class PublishForm(ShownTexts, forms.Form):
    structures = Ids(required=False)
    message = forms.CharField(label="Mot à l'auteur", required=False, max_length=2000)
    override = forms.CharField(label="Pourquoi un détail peut rester", required=False, max_length=500)

    def arguments(self) -> dict[str, object]:
        """What the action asks for, by its own names; with the editor's words, where one was open."""
        edited = {"title": self.data.get("title"), "text": self.data.get("text")}
        return {"texts": self.texts, **edited, **self.cleaned_data}


class CorrectForm(PublishForm):
    title = forms.CharField(label="Titre", max_length=150, strip=False)
    text = forms.CharField(label="Récit", max_length=15_000, strip=False)
    correct_reason = forms.CharField(label="Pourquoi cette correction", max_length=1000)

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n")

    def arguments(self) -> dict[str, object]:
        data = super().arguments()
        reason = data.pop("correct_reason")
        return {**data, "reason": reason}


class ProposeForm(PublishForm):
    """The words of a rewrite of one story, looked up only by whoever asks what changes: sending it does not."""

    title = forms.CharField(label="Titre", max_length=150, strip=False)
    text = forms.CharField(label="Récit", max_length=15_000, strip=False)
    reasons = Reasons(required=False)

    def __init__(self, data: Mapping[str, Any], story: int = 0) -> None:
        super().__init__(data)
        self._story = story

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n")

    @cached_property
    def proposed(self) -> list[ProposedChange]:
        """Once cleaned: what changes, with the reason typed for each; nothing while the words cannot be a story's."""
        words = self.cleaned_data
        if not {"title", "text"} <= words.keys():
            return []
        story = Story.objects.filter(pk=self._story, state=Story.State.SUBMITTED).first()
        changes = proposed_changes(story, words["title"], words["text"]) if story else []
        for change, reason in zip(changes, self["reasons"].value(), strict=False):
            change.reason = reason
        return changes


class AskForm(ShownTexts, forms.Form):
    question = forms.CharField(
        label="Question", max_length=2000, error_messages={"required": "Écrivez votre question."}
    )

    def arguments(self) -> dict[str, object]:
        return {"texts": self.texts, **self.cleaned_data}


class EscalateForm(forms.Form):
    note = forms.CharField(
        label="Pourquoi",
        max_length=2000,
        error_messages={"required": "Dites pourquoi une seconde lecture est utile."},
    )

    def arguments(self) -> dict[str, object]:
        return self.cleaned_data


class RejectForm(ShownTexts, forms.Form):
    reject_reason = forms.ChoiceField(
        label="Motif",
        choices=[("", "Choisir un motif"), *RejectionReason.choices],
        error_messages={"required": "Choisissez le motif."},
    )
    message = forms.CharField(label="Mot à l'auteur", required=False, max_length=2000)

    def arguments(self) -> dict[str, object]:
        data = self.cleaned_data
        return {"texts": self.texts, "reason": data["reject_reason"], "message": data["message"]}
