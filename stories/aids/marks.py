"""What reading aids say: here, in the text, is something of this kind."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices

OMISSION = "[…]"


class Kind(TextChoices):
    """What a reader may have to take out before a text is public."""

    IBAN = "iban", "IBAN"
    NIR = "nir", "numéro de sécurité sociale"
    EMAIL = "email", "adresse e-mail"
    URL = "url", "lien"
    PHONE = "phone", "numéro de téléphone"
    PLATE = "plate", "plaque d'immatriculation"
    ADDRESS = "address", "adresse postale"
    NUMBER = "number", "numéro d'identification (allocataire, fiscal…)"
    PERSON = "person", "nom de personne"
    INSULT = "insult", "injure ou grossièreté"
    SHOUTING = "shouting", "texte en capitales"


BLOCKING = frozenset({Kind.IBAN, Kind.NIR, Kind.EMAIL, Kind.PHONE})


@dataclass(frozen=True, order=True)
class Mark:
    """``text[start:end]`` is of this kind. NIR and IBAN are marked so only when their check digits hold."""

    start: int
    end: int
    kind: Kind

    @property
    def blocks(self) -> bool:
        """Nothing is published with it inside, unless somebody says why; the other kinds only warn."""
        return self.kind in BLOCKING


def redact(text: str, marks: Mark | Iterable[Mark]) -> str:
    """The text with what is marked left out. Marks must be those of this very text."""
    marks = [marks] if isinstance(marks, Mark) else marks
    kept: list[str] = []
    end = 0
    for mark in sorted(marks):
        kept += text[end : mark.start], OMISSION
        end = mark.end
    return "".join([*kept, text[end:]])
