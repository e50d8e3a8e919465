"""What one would have decided."""

from typing import Any

from django import forms

from workflow.models import Decision, RejectionReason


class OpinionForm(forms.Form):
    """What one would have decided."""

    OUTCOMES = [
        (Decision.Outcome.PUBLISH, "Publier telle quelle"),
        (Decision.Outcome.CORRECT, "Corriger et publier"),
        (Decision.Outcome.REWRITE, "Proposer une réécriture"),
        (Decision.Outcome.ASK, "Poser une question à l'auteur"),
        (Decision.Outcome.REJECT, "Ne pas publier"),
        (Decision.Outcome.ESCALATE, "Demander une seconde lecture"),
    ]
    outcome = forms.ChoiceField(
        choices=OUTCOMES,
        error_messages={
            "required": "Dites ce que vous auriez décidé.",
            "invalid_choice": "Dites ce que vous auriez décidé.",
        },
    )
    reject_reason = forms.ChoiceField(
        choices=[("", ""), *RejectionReason.choices],
        required=False,
        error_messages={"invalid_choice": "Choisissez le motif."},
    )

    def clean(self) -> None:
        rejects = self.cleaned_data.get("outcome") == Decision.Outcome.REJECT
        if rejects and not self.cleaned_data.get("reject_reason"):
            self.add_error("reject_reason", "Choisissez le motif.")

    def arguments(self) -> dict[str, Any]:
        return {"outcome": self.cleaned_data["outcome"], "reason": self.cleaned_data["reject_reason"]}
