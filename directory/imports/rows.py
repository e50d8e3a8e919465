"""Reading the State's list of structures, with the defects it is published with.

Seen in the export: a byte-order mark inside a quoted first header cell, postcodes without their leading zero,
parents that come later, line breaks and no-break spaces inside cells, web addresses pasted twice.
What can be put right is, what would be a guess is kept as written and said, the rest is refused by line.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from directory.models import Network, Structure

CODE = "Code SP+ de la structure"
PARENT = "Code SP+ structure parent"
NETWORK = "Intitulé du réseau"
ACTIVE = "Actif"
DESCRIPTION = "Description de la structure"
ADDRESS, ADDRESS_MORE = "Adresse", "Compléments Adresse"
POSTCODE = "Code postal de la structure"
COMMUNE, DEPARTMENT = "INSEE Ville", "INSEE Département"
WEBSITE, MAILBOX = "URL du site internet", "Boîte à lettre fonctionnelle"
# Columns taken over as they are, once tidied: column → field of Structure.
PLAIN = {
    "Intitulé de la structure": "name",
    "Intitulé structure usager": "public_name",
    "Intitulé de la typologie": "kind",
    "Ville": "town",
    "PAYS": "country",
}
REQUIRED = [
    CODE, PARENT, NETWORK, ACTIVE, DESCRIPTION, ADDRESS, ADDRESS_MORE, POSTCODE, COMMUNE,
    DEPARTMENT, WEBSITE, MAILBOX, *PLAIN,
]  # fmt: skip
# Every text that a row says about its structure.
TEXTS = (
    *PLAIN.values(), "description", "address", "postcode", "department", "commune", "website", "mailbox",
)  # fmt: skip
LIMITS = {name: getattr(Structure._meta.get_field(name), "max_length", None) for name in ("code", *TEXTS)}
LIMITS["network"] = Network._meta.get_field("name").max_length

# Control characters, zero-width ones, and those that turn the direction of writing.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
# An address pasted behind another "http://" counts for itself.
ADDRESS_ON_THE_WEB = re.compile(r"https?://\w[^\s<>\"]*$", re.IGNORECASE)


class Unreadable(Exception):
    """The file is not the export of structures; the message is one line."""


@dataclass(frozen=True, slots=True)
class Row:
    """One structure as the file describes it; parent and network are still a code and a name."""

    line: int
    code: str
    parent: str
    network: str
    active: bool
    texts: dict[str, str]
    warnings: list[str]


@dataclass(frozen=True, slots=True)
class Refused:
    """One record that cannot be taken, and why."""

    line: int
    reason: str


def read_rows(path: Path) -> Iterator[Row | Refused]:
    """The file's records one by one, each with the line it starts on; nothing is kept."""
    line = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=";")
            header = _header(next(reader, []), path)
            line = reader.line_num
            for cells in reader:
                if cells:
                    yield _record(header, cells, line + 1, reader.line_num)
                line = reader.line_num
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path}: not UTF-8 text (after line {line}).") from error
    except csv.Error as error:
        raise Unreadable(f"{path}: not CSV from line {line + 1} on ({error}).") from error


def _header(cells: list[str], path: Path) -> list[str]:
    names = [_one_line(cell.replace("\ufeff", "").replace('"', "")) for cell in cells]
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        more = f" and {len(missing) - 2} more" if len(missing) > 2 else ""
        lacking = ", ".join(f"“{name}”" for name in missing[:2])
        raise Unreadable(f"{path}: not the export of structures, columns missing: {lacking}{more}.")
    return names


def _record(header: list[str], cells: list[str], line: int, last: int) -> Row | Refused:
    if len(cells) != len(header):
        # A quotation mark that nobody closes swallows the lines below: say how far.
        lost = f", down to line {last}" if last > line else ""
        return Refused(line, f"{len(cells)} columns instead of {len(header)}{lost}")
    raw = dict(zip(header, cells, strict=True))
    cell = {name: _one_line(raw[name]) for name in REQUIRED}
    warnings: list[str] = []
    texts = {field: cell[column] for column, field in PLAIN.items()}
    texts["description"] = "\n".join(filter(None, map(_one_line, raw[DESCRIPTION].splitlines())))
    parts = dict.fromkeys(part for part in (cell[ADDRESS], cell[ADDRESS_MORE]) if part)
    texts["address"] = ", ".join(parts)
    texts["commune"] = _insee(r"com(\d{5}|2[AB]\d{3})", cell[COMMUNE])
    texts["department"] = _insee(r"dep(\d{2,3}|2[AB])", cell[DEPARTMENT]) or _department(texts)
    texts["postcode"] = _postcode(cell[POSTCODE], texts, warnings)
    texts["website"] = _website(cell[WEBSITE], warnings)
    texts["mailbox"] = _mailbox(cell[MAILBOX], warnings)
    row = Row(
        line, cell[CODE], cell[PARENT], cell[NETWORK],
        cell[ACTIVE].casefold() == "oui", texts, warnings,
    )  # fmt: skip
    reason = _why_refused(row, cell[ACTIVE])
    return Refused(line, reason) if reason else row


def _why_refused(row: Row, active: str) -> str:
    if not row.code:
        return "no code"
    if not row.texts["name"]:
        return f"{row.code[:20]}: no name"
    if not row.network:
        return f"{row.code[:20]}: no network"
    if active.casefold() not in {"oui", "non"}:
        return f"{row.code[:20]}: “{active[:20]}” is neither Oui nor Non"
    for name, value in {"code": row.code, "network": row.network, **row.texts}.items():
        limit = LIMITS[name]
        if limit and len(value) > limit:
            return f"{row.code[:20]}: {name} longer than {limit} characters"
    return ""


def _one_line(text: str) -> str:
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def _insee(pattern: str, text: str) -> str:
    found = re.fullmatch(pattern, text, re.ASCII)
    return found[1] if found else ""


def _department(texts: dict[str, str]) -> str:
    """The overseas départements have three figures, the others two signs."""
    return texts["commune"][: 3 if texts["commune"].startswith(("97", "98")) else 2]


def _postcode(written: str, texts: dict[str, str], warnings: list[str]) -> str:
    """Four figures have lost a leading zero, unless the département says that another one is gone."""
    if texts["country"].casefold() != "france" or re.fullmatch(r"\d{5}", written, re.ASCII):
        return written
    restored = f"0{written}"
    fits = texts["department"] and restored.startswith(texts["department"][:2])
    if fits and re.fullmatch(r"\d{5}", restored, re.ASCII):
        return restored
    if written:
        warnings.append(f"postcode “{written[:20]}” kept as written, it is none of France")
    return written


def _website(written: str, warnings: list[str]) -> str:
    found = ADDRESS_ON_THE_WEB.search(written)
    if written and not found:
        warnings.append(f"website “{written[:80]}” left out, it is no web address")
    return found[0] if found else ""


def _mailbox(written: str, warnings: list[str]) -> str:
    try:
        if written:
            validate_email(written)
    except ValidationError:
        warnings.append(f"mailbox “{written[:80]}” left out, it is no e-mail address")
        return ""
    return written
