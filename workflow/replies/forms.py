"""What agents type."""

from django import forms

from stories.models import Reply
from workflow.replies.revisions import ReplyWords


class ReplyForm(forms.Form):
    greeting = forms.CharField(label="Formule d'appel", required=False, max_length=200)
    text = forms.CharField(
        label="Réponse",
        max_length=10_000,
        strip=False,
        required=False,
    )
    signature = forms.CharField(label="Signature", required=False, max_length=200)
    status = forms.ChoiceField(label="Statut de la réponse", choices=Reply.Status.choices, required=False)

    def words(self) -> ReplyWords:
        data = self.cleaned_data
        return ReplyWords(
            text=data["text"].replace("\r\n", "\n"),
            greeting=data["greeting"],
            signature=data["signature"],
            status=data["status"] or Reply.Status.INFORMATION,
        )
