"""What moderators type to decide on an author's answer."""

from typing import Any

from django import forms


class PublishAnswerForm(forms.Form):
    override = forms.CharField(label="Pourquoi un détail peut rester", required=False, max_length=500)
    text = forms.CharField(label="Suite", required=False, strip=False, empty_value=None)
    correct_reason = forms.CharField(label="Pourquoi cette correction", required=False)

    def clean_text(self) -> str | None:
        """None where no words came along: it is published as written. Emptied ones are not that."""
        return self.data["text"].replace("\r\n", "\n") if "text" in self.data else None

    def arguments(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        reason = data.pop("correct_reason")
        return {**data, "reason": reason}


class RejectAnswerForm(forms.Form):
    answer_reason = forms.CharField(
        label="Motif",
        max_length=1000,
        error_messages={"required": "Dites à l'auteur pourquoi sa suite n'est pas publiée."},
    )

    def arguments(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["answer_reason"]}
