"""The filters of the journal: a plain GET form, the same for the page and for the export."""

from typing import Any

from django import forms
from django.http import QueryDict

from directory.models import User
from directory.picker import structure_picker
from workflow.journal.entries import OUTCOMES
from workflow.models import RejectionReason

LARGEST = 2**63 - 1
NOT_A_DATE = {"invalid": "Cette date n'existe pas."}
NOT_A_NUMBER = dict.fromkeys(("invalid", "min_value", "max_value"), "Un numéro, en chiffres.")
DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class JournalForm(forms.Form):
    """Which decisions, and from where on."""

    qui = forms.ModelChoiceField(
        label="Modérateur",
        queryset=User.objects.none(),
        required=False,
        empty_label="tous",
        error_messages={"invalid_choice": "Personne inconnue."},
    )
    decision = forms.ChoiceField(label="Décision", required=False, choices=[("", "toutes"), *OUTCOMES])
    motif = forms.ChoiceField(label="Motif", required=False, choices=[("", "tous"), *RejectionReason.choices])
    du = forms.DateField(label="Du", required=False, widget=DAY, error_messages=NOT_A_DATE)
    au = forms.DateField(label="Au", required=False, widget=DAY, error_messages=NOT_A_DATE)
    recit = forms.IntegerField(
        label="N° du récit",
        required=False,
        min_value=1,
        max_value=LARGEST,
        widget=forms.TextInput({"inputmode": "numeric"}),
        error_messages=NOT_A_NUMBER,
    )
    avant = forms.IntegerField(required=False, min_value=1, max_value=LARGEST, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, auto_id="%s")
        self.picker = structure_picker(data, "structure", multiple=False)
        moderators = User.objects.filter(platform_roles__role__in=["moderator", "senior_moderator"])
        for field in self.fields.values():
            field.widget.attrs["class"] = "fr-select" if isinstance(field, forms.ChoiceField) else "fr-input"
        who = self.fields["qui"]
        assert isinstance(who, forms.ModelChoiceField)
        who.queryset = moderators.distinct().order_by("name", "pk")

    def clean(self) -> None:
        since, until = self.cleaned_data.get("du"), self.cleaned_data.get("au")
        if since and until and until < since:
            self.add_error("au", "Cette date vient avant «\u00a0Du\u00a0».")
        if self.data.get("structure") and not self.picker.looking and not self.picker.chosen:
            raise forms.ValidationError("Ce service n'existe pas.")

    @property
    def wanted(self) -> dict[str, Any]:
        """In the words of ``entries.matching``."""
        told = self.cleaned_data
        return {
            "who": told["qui"].pk if told["qui"] else None,
            "outcome": told["decision"],
            "reason": told["motif"],
            "structure": self.picker.chosen[0].pk if self.picker.chosen else None,
            "since": told["du"],
            "until": told["au"],
            "story": told["recit"],
        }

    @property
    def is_filtering(self) -> bool:
        names = ("qui", "decision", "motif", "du", "au", "recit", "structure")
        return any(self.data.get(name) for name in names)
