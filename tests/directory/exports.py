"""Small exports of structures, written as the State writes them."""

from pathlib import Path

HEADER = (
    '"\ufeff""Code SP+ de la structure""";Intitulé du réseau;Intitulé de la typologie;'
    "Intitulé de la structure;Intitulé structure usager;Description de la structure;"
    "Identifiant de la structure;Type d'identifiant;Code SP+ structure parent;"
    "Intitulé de la structure parente;Adresse;Compléments Adresse;Code postal de la structure;"
    "Ville;PAYS;Codes Postaux;Départements;URL du site internet;Boîte à lettre fonctionnelle;"
    "Clé de tracking;Actif;Code sp+ de la typologie;INSEE Ville;INSEE Département;INSEE Région;"
    "INSEE Arrondissement"
)
ORDER = [
    "code", "network", "kind", "name", "public_name", "description", "id", "id_kind", "parent", "parent_name",
    "address", "more", "postcode", "town", "country", "postcodes", "departments", "website", "mailbox",
    "tracking", "active", "kind_code", "commune", "department", "region", "district",
]  # fmt: skip
USUAL = {
    "network": "CNAF",
    "kind": "CAF",
    "name": "Caf du GARD",
    "postcode": "30000",
    "town": "NIMES",
    "country": "France",
    "active": "Oui",
    "commune": "com30189",
    "department": "dep30",
}


def line(code: str, **cells: str) -> str:
    """One record: an ordinary Caf but for what is said here."""
    return ";".join((USUAL | {"code": code} | cells).get(name, "") for name in ORDER)


def export(folder: Path, *lines: str, header: str = HEADER, name: str = "export.csv") -> Path:
    """An export with these lines, in a file."""
    path = folder / name
    path.write_text("\r\n".join([header, *lines, ""]), encoding="utf-8", newline="")
    return path
