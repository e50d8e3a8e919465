"""What each step of telling asks, and what it refuses, in words that help."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from directory.models import Structure
from directory.picker import MOST_CHOSEN
from stories.models import ContactMode, Feeling, Story, StoryService
from stories.telling import dates

TITLE_AT_MOST = 150
TEXT_AT_LEAST, TEXT_AT_MOST = 20, 15_000
PSEUDONYM_AT_LEAST, PSEUDONYM_AT_MOST = 2, 40
MANY_DIGITS = re.compile(r"(?:\d[\s.\-]*){6,}")

SITUATIONS = [
    ("over", "Oui, elle est terminée"),
    ("unanswered", "Elle n'est pas terminée, mais je n'ai pas eu de réponse"),
    ("ongoing", "Non, elle est en cours et j'attends une décision ou un rendez-vous"),
]
FEELINGS = [
    (Feeling.POSITIVE, "Un ressenti positif"),
    (Feeling.NEGATIVE, "Un ressenti négatif"),
    (Feeling.NEUTRAL, "Un ressenti neutre"),
    (Feeling.UNEXPRESSED, "Je préfère ne pas le dire"),
]


class PastedText(forms.CharField):
    """A text as people paste it: Windows line ends become plain ones before they are counted."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


class StartForm(forms.Form):
    """The first question: is telling what this person needs?"""

    situation = forms.ChoiceField(
        label="Votre démarche est-elle terminée ?",
        choices=SITUATIONS,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choisissez l'une des trois réponses."),
    )


class TextForm(forms.Form):
    """The story in its author's words."""

    text = PastedText(
        label="Racontez ce qui s'est passé",
        min_length=TEXT_AT_LEAST,
        max_length=TEXT_AT_MOST,
        error_messages={
            "required": "Racontez ce qui s'est passé.",
            "min_length": "Racontez-en un peu plus : au moins 20 caractères.",
            "max_length": "Votre récit dépasse 15 000 caractères : raccourcissez-le un peu.",
        },
    )
    title = forms.CharField(
        label="Donnez un titre à votre récit",
        max_length=TITLE_AT_MOST,
        error_messages={
            "required": "Donnez un titre à votre récit.",
            "max_length": "Votre titre dépasse 150 caractères : raccourcissez-le un peu.",
        },
    )


class FeelingForm(forms.Form):
    """Four values; not saying is one of them."""

    feeling = forms.ChoiceField(
        label="Que vous a laissé cette expérience ?",
        choices=FEELINGS,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choisissez l'une des quatre réponses."),
    )


class WhenForm(forms.Form):
    """When it happened, as exactly as the person knows, and, if they like, where."""

    happened_on = forms.CharField(
        label="Quand cela s'est-il passé ?",
        max_length=dates.AT_MOST,
        error_messages={
            "required": "Indiquez une date, même approximative.",
            "max_length": "Cette date est trop longue. Écrivez par exemple mars 2026.",
        },
    )
    place = forms.CharField(
        label="Où ? (facultatif)",
        max_length=120,
        required=False,
        error_messages={"max_length": "Ce lieu dépasse 120 caractères."},
    )

    def clean_happened_on(self) -> date:
        try:
            day, precision = dates.read(self.cleaned_data["happened_on"])
        except dates.Unclear as unclear:
            raise forms.ValidationError(str(unclear)) from None
        self.cleaned_data["happened_precision"] = precision
        return day


class PseudonymForm(forms.Form):
    """The only name the public will read."""

    pseudonym = forms.CharField(
        label="Choisissez un pseudonyme",
        min_length=PSEUDONYM_AT_LEAST,
        max_length=PSEUDONYM_AT_MOST,
        error_messages={
            "required": "Choisissez un pseudonyme.",
            "min_length": "Ce pseudonyme est trop court : au moins 2 caractères.",
            "max_length": "Ce pseudonyme dépasse 40 caractères.",
        },
    )

    def __init__(self, *args: Any, email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_pseudonym(self) -> str:
        pseudonym: str = self.cleaned_data["pseudonym"]
        if "@" in pseudonym or MANY_DIGITS.search(pseudonym):
            raise forms.ValidationError(
                "Ce pseudonyme ressemble à une adresse ou à un numéro : il serait lu par tous."
            )
        if names_its_author(pseudonym, self.email):
            raise forms.ValidationError(
                "Ce pseudonyme est le début de votre adresse électronique : choisissez-en un autre."
            )
        return pseudonym


def names_its_author(pseudonym: str, email: str) -> bool:
    """Whether a pseudonym gives away the address it belongs to."""
    return bool(email) and pseudonym.strip().casefold() == email.partition("@")[0].casefold()


class ServicesForm(forms.Form):
    """What the picker of services does not hold: a service nobody could find in it."""

    asks = "structures-words"  # what is wrong with the whole is put right in the picker

    other_service = forms.CharField(
        label="Je ne sais pas, ou je ne trouve pas",
        max_length=200,
        required=False,
        error_messages={"max_length": "Ce nom dépasse 200 caractères."},
    )

    def __init__(self, *args: Any, chosen: Sequence[Structure], asked: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = chosen
        self.asked = asked

    def clean(self) -> None:
        if self.asked > MOST_CHOSEN:
            raise forms.ValidationError(
                f"Vous avez choisi {self.asked} services : les {MOST_CHOSEN} premiers sont gardés."
                " Vérifiez-les, puis continuez."
            )
        if not self.chosen and not self.cleaned_data.get("other_service") and not self.errors:
            raise forms.ValidationError("Choisissez un service, ou dites lequel avec vos mots.")


class ContactForm(forms.Form):
    """How each service told was met: several ways each."""

    def __init__(self, *args: Any, draft: Story, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told = list(draft.services.all())
        for service in self.told:
            self.fields[f"modes-{service.structure_id}"] = forms.MultipleChoiceField(
                label=str(service.structure),
                choices=ContactMode.Mode.choices,
                initial=[met.mode for met in service.contact_modes.all()],
                error_messages={
                    "required": f"Dites comment vous avez été en contact avec : {service.structure}."
                },
            )

    @property
    def by_service(self) -> list[tuple[StoryService, forms.BoundField]]:
        """Each service with its question."""
        return [(service, self[f"modes-{service.structure_id}"]) for service in self.told]

    @property
    def modes(self) -> dict[int, list[str]]:
        """The contact modes by structure."""
        ids = [service.structure_id for service in self.told]
        return {pk: self.cleaned_data[f"modes-{pk}"] for pk in ids}
