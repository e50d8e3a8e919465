"""What will be told: rows of a file made into stories, their joined services split against the directory."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

FEELINGS = {"positif": "positive", "negatif": "negative", "neutre": "neutral"}
# The labels of the official export, by how they begin.
MODES = {
    "telephone": "phone",
    "demarche": "online_procedure",
    "compte": "account",
    "site": "website",
    "accueil": "on_site",
    "courrier": "mail",
    "e-mail": "email",
    "tchat": "chat",
    "visio": "video",
    "reseaux": "social",
}
NO_SERVICE = "hors-structures"
COURTESY = (
    "Bonjour,\n\nNous avons lu votre récit avec attention et l'avons transmis à l'équipe concernée."
    "\n\nElle vous recontactera si votre dossier le demande.\n\nBien cordialement."
)


@dataclass
class Told:
    """One story as its author will tell it, and what each service will answer ("": nothing)."""

    number: int
    title: str
    text: str
    pseudonym: str
    written_on: date
    feeling: str
    modes: list[str]
    services: str
    place: str = ""
    replies: dict[int, str] = field(default_factory=dict)
    again: bool = False  # told anew after it was turned down

    @property
    def houses(self) -> list[int]:
        return list(self.replies)


def plain(text: str) -> str:
    """Unaccented, lower case, single spaces: how names are compared."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def split(joined: str, names: Mapping[str, int]) -> list[int]:
    """Structures of a joined list of names, which may hold commas themselves: the longest match first."""
    parts, found, at = joined.split(", "), [], 0
    while at < len(parts):
        for end in range(len(parts), at, -1):
            name = plain(", ".join(parts[at:end]))
            if name != NO_SERVICE and name in names:
                found.append(names[name])
                at = end
                break
        else:
            at += 1
    return list(dict.fromkeys(found))


def read(path: Path, names: Mapping[str, int]) -> list[Told]:
    """The stories of a file of the open export's columns."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [_from_row(number, row, names) for number, row in enumerate(rows)]


def read_demo(stories: Iterable[Mapping[str, Any]], names: Mapping[str, int]) -> list[Told]:
    """The stories of the project's own demo, whose services are codes."""
    return [_from_demo(number, row, names) for number, row in enumerate(stories)]


def _from_row(number: int, row: Mapping[str, Any], names: Mapping[str, int]) -> Told:
    joined = str(row["intitule_structures"] or "")
    labels = plain(str(row["canaux_typologie"] or "")).split(",")
    modes = [mode for label in labels for start, mode in MODES.items() if label.strip().startswith(start)]
    told = Told(
        number=number,
        title=_line(row["titre"], 150) or "Sans titre",
        text=_text(row["description"], row["titre"]),
        pseudonym=_pseudonym(row["pseudonyme_usager"], number),
        written_on=_day(row["ecrit_le"]),
        feeling=FEELINGS.get(plain(str(row["ressenti_usager"] or "")), "unexpressed"),
        modes=list(dict.fromkeys(modes)) or ["phone"],
        services=_line(joined, 200) or "Je ne sais pas",
        place=_line(row.get("intitule_departement_usager"), 120),
    )
    reply = str(row["reponse_structures"] or "").replace("\r\n", "\n").strip()[:10_000]
    for house in split(joined, names):
        told.replies[house] = COURTESY if told.replies else reply
    return told


def _from_demo(number: int, row: Mapping[str, Any], names: Mapping[str, int]) -> Told:
    replies = {names[code]: COURTESY for code in row["services"]}
    for step in row.get("then", []):
        if step["do"] == "submit_reply":
            replies[names[step["at"]]] = step["text"]
    modes = [mode for told in row["services"].values() for mode in told]
    return Told(
        number=number,
        title=row["title"],
        text=row["text"],
        pseudonym=_pseudonym(row["author"], number),
        written_on=date.today(),
        feeling=row["feeling"],
        modes=list(dict.fromkeys(modes)) or ["phone"],
        services=row.get("other_service") or "Je ne sais pas",
        place=row.get("place", ""),
        replies=replies,
    )


def _line(value: object, most: int) -> str:
    return " ".join(str(value or "").replace("\x00", "").split())[:most].strip()


def _text(value: object, title: object) -> str:
    text = str(value or "").replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    return (text if len(text) >= 20 else f"{text} ({title}), raconté en peu de mots.")[:15_000].strip()


def _pseudonym(value: object, number: int) -> str:
    name = _line(value, 40)
    return (
        name if len(name) >= 2 and "@" not in name and not re.search(r"\d{5}", name) else f"Usager {number}"
    )


def _day(value: object) -> date:
    try:
        return min(max(date.fromisoformat(str(value)[:10]), date(1950, 1, 1)), date.today())
    except ValueError:
        return date.today()
