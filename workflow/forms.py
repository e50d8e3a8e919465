"""What people type at the desks, checked before it reaches an action."""

from django import forms

from stories.models import Reply
from workflow.actions import Words
from workflow.models import RejectionReason


class PublishForm(forms.Form):
    structures = forms.TypedMultipleChoiceField(
        coerce=int, required=False, error_messages={"invalid_choice": "Ce service n'existe pas."}
    )
    message = forms.CharField(label="Mot à l'auteur", required=False, max_length=2000)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # Any existing structure may be picked: the action checks them.
        picked = self.data.getlist("structures") if hasattr(self.data, "getlist") else []
        self.fields["structures"].choices = [(pk, pk) for pk in picked if pk.isascii() and pk.isdigit()]


    def arguments(self) -> dict[str, object]:
        """What the action asks for, by its own names."""
        return self.cleaned_data


class CorrectForm(PublishForm):
    title = forms.CharField(label="Titre", max_length=150, strip=False)
    text = forms.CharField(label="Récit", max_length=15_000, strip=False)
    correct_reason = forms.CharField(label="Pourquoi cette correction", max_length=1000)

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n")

    def arguments(self) -> dict[str, object]:
        data = dict(self.cleaned_data)
        reason = data.pop("correct_reason")
        return {**data, "reason": reason}


class RejectForm(forms.Form):
    reject_reason = forms.ChoiceField(
        label="Motif",
        choices=[("", "Choisir un motif"), *RejectionReason.choices],
        error_messages={"required": "Choisissez le motif."},
    )
    message = forms.CharField(label="Mot à l'auteur", required=False, max_length=2000)

    def arguments(self) -> dict[str, object]:
        data = self.cleaned_data
        return {"reason": data["reject_reason"], "message": data["message"]}


class ReplyForm(forms.Form):
    greeting = forms.CharField(label="Formule d'appel", required=False, max_length=200)
    text = forms.CharField(
        label="Réponse",
        max_length=10_000,
        strip=False,
        required=False,
    )
    signature = forms.CharField(label="Signature", required=False, max_length=200)
    status = forms.ChoiceField(
        label="Statut de la réponse", choices=Reply.Status.choices, required=False
    )

    def words(self) -> Words:
        data = self.cleaned_data
        return Words(
            text=data["text"].replace("\r\n", "\n"),
            greeting=data["greeting"],
            signature=data["signature"],
            status=data["status"] or Reply.Status.INFORMATION,
        )
