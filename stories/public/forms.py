"""The filters of the public list: a plain GET form."""

from typing import Any

from django import forms
from django.http import QueryDict

from directory.models import Structure
from directory.picker import structure_picker
from stories.models import Feeling
from stories.public.queries import Cursor

ANSWERED = [("oui", "avec une réponse"), ("non", "sans réponse")]


class ListForm(forms.Form):
    """Which stories, and from where on."""

    ressenti = forms.ChoiceField(label="Ressenti", required=False, choices=[("", "tous"), *Feeling.choices])
    reponse = forms.ChoiceField(label="Réponse", required=False, choices=[("", "avec ou sans"), *ANSWERED])
    avant = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.picker = structure_picker(data, "structure", multiple=False)

    @property
    def structure(self) -> Structure | None:
        """The service whose stories, and those of all below it, are wanted."""
        return self.picker.chosen[0] if self.picker.chosen else None

    def clean(self) -> None:
        if self.data.get("structure") and not self.picker.looking and not self.structure:
            raise forms.ValidationError("Ce service n'existe pas.")

    def clean_avant(self) -> Cursor | None:
        text = self.cleaned_data["avant"]
        cursor = Cursor.parse(text) if text else None
        if text and cursor is None:
            raise forms.ValidationError("Cette page de la liste n'existe pas.")
        return cursor

    @property
    def wanted(self) -> dict[str, Any]:
        """In the words of ``page_of_stories``."""
        told = self.cleaned_data
        return {
            "structure": self.structure.pk if self.structure else None,
            "feeling": told["ressenti"],
            "answered": {"oui": True, "non": False}.get(told["reponse"]),
            "after": told["avant"],
        }

    @property
    def is_first(self) -> bool:
        """Whether this is the first page: the one where new stories appear."""
        return not self.data.get("avant")

    @property
    def is_filtering(self) -> bool:
        return bool(self.structure or any(map(self.data.get, ("ressenti", "reponse"))))
