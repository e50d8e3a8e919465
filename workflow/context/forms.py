"""What is typed beside a story."""

from typing import Any

from django import forms

from workflow.context.notes import MAX_NOTE

# DOMAIN.md: scored on the most serious statement, never on the average of the story.
CRITICALITY = [
    (0, "rien de grave\u00a0: un merci, une remarque"),
    (1, "gêne\u00a0: attente, information peu claire"),
    (2, "conséquence limitée\u00a0: démarche à refaire, petits frais"),
    (3, "conséquence sérieuse\u00a0: droits interrompus, argent perdu"),
    (4, "conséquence grave\u00a0: santé, logement, emploi, dignité"),
    (5, "danger pour une personne, faits très graves"),
]


class AnnotateForm(forms.Form):
    """What a story is about and how serious it is."""

    criticality = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, choices=[("", ""), *CRITICALITY]
    )
    procedure = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    tags = forms.CharField(required=False, max_length=500)
    urgent = forms.BooleanField(required=False)
    difficult = forms.BooleanField(required=False)

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "tags": self.cleaned_data["tags"].split(",")}


class NoteForm(forms.Form):
    """A word among moderators."""

    text = forms.CharField(
        required=False,
        max_length=MAX_NOTE,
        error_messages={"max_length": f"La note dépasse {MAX_NOTE} caractères."},
    )
    asks = forms.BooleanField(required=False)
