"""What is typed about published texts: by readers who report them, by moderators who decide."""

from typing import Any

from django import forms

from stories.models import Report
from workflow.after_publication.actions import MAX_REASON, MAX_WORD


class ReportForm(forms.Form):
    """A reader's: no account is asked for."""

    reason = forms.ChoiceField(
        label="Ce qui ne va pas",
        choices=Report.Reason.choices,
        error_messages={
            "required": "Choisissez ce qui ne va pas.",
            "invalid_choice": "Choisissez ce qui ne va pas.",
        },
    )
    word = forms.CharField(
        label="Précision",
        required=False,
        max_length=MAX_WORD,
        error_messages={"max_length": f"Votre précision dépasse {MAX_WORD} caractères."},
    )


class DismissForm(forms.Form):
    note = forms.CharField(label="Note", required=False, max_length=MAX_REASON)

    def arguments(self) -> dict[str, Any]:
        """What the action asks for, by its own names."""
        return self.cleaned_data


class EscalateReportsForm(forms.Form):
    senior_note = forms.CharField(
        label="Note aux modérateurs principaux",
        max_length=MAX_REASON,
        error_messages={
            "required": "Dites aux modérateurs principaux ce que vous leur demandez.",
            "max_length": f"La note dépasse {MAX_REASON} caractères.",
        },
    )

    def arguments(self) -> dict[str, Any]:
        return {"note": self.cleaned_data["senior_note"]}


class AmendForm(forms.Form):
    title = forms.CharField(label="Titre", max_length=150, strip=False)
    text = forms.CharField(label="Récit", max_length=15_000, strip=False)
    correct_reason = forms.CharField(
        label="Pourquoi",
        max_length=MAX_REASON,
        error_messages={"required": "Dites à l'auteur pourquoi son texte est corrigé."},
    )
    override = forms.CharField(label="Pourquoi un détail peut rester", required=False, max_length=500)

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n")

    def arguments(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        reason = data.pop("correct_reason")
        return {**data, "reason": reason}


class UnpublishForm(forms.Form):
    public_reason = forms.CharField(
        label="Raison publique",
        max_length=MAX_REASON,
        error_messages={"required": "Donnez la raison, elle restera visible."},
    )

    def arguments(self) -> dict[str, Any]:
        return self.cleaned_data


class RepublishForm(forms.Form):
    note = forms.CharField(
        label="Note",
        max_length=MAX_REASON,
        error_messages={"required": "Dites à vos collègues pourquoi elle peut être republiée."},
    )

    def arguments(self) -> dict[str, Any]:
        return self.cleaned_data
