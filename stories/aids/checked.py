"""Numbers with check digits: NIR (social security) and IBAN, as valid ones and as mistyped ones."""

import re
from collections.abc import Iterator

from stdnum import iban
from stdnum.fr import nir

from stories.aids.spans import Span, holding

GAP = r"[ .\-/_]{0,3}"
GAPS = str.maketrans("", "", " .-/_")
NIR = re.compile(rf"(?<!\d)[1-478](?:{GAP}\d){{4}}{GAP}(?:\d{GAP}\d|2{GAP}[ABab])(?:{GAP}\d){{8}}(?!\d)")
# From 20 on: the date of birth is not known for sure.
MONTH = re.compile(r"0[1-9]|1[0-2]|[23]\d|4[0-2]|[5-9]\d")
# Sex, year, month, département, commune, rank; perhaps a key.
NIR_SHAPE = re.compile(
    rf"(?<![\d.,+-])[1-478](?P<gap>{GAP})\d{{2}}(?P=gap)(?:{MONTH.pattern})(?P=gap)(?:\d{{2}}|2[ABab])"
    rf"(?P=gap)\d{{3}}(?P=gap)\d{{3}}(?:{GAP}\d{{2}})?(?!\d)"
)

LENGTHS = {
    "AD": 24, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DZ": 26, "EE": 20,
    "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27,
    "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MA": 28, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25,
    "RO": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TN": 24, "TR": 26,
}  # fmt: skip
IBAN_START = re.compile(
    rf"(?:(?<![A-Za-z0-9])|(?<=(?i:iban)))((?i:{'|'.join(LENGTHS)})){GAP}\d{GAP}\d", re.ASCII
)
IBAN_REST = {length: re.compile(rf"(?:{GAP}[A-Za-z0-9]){{{length - 4}}}+") for length in {*LENGTHS.values()}}
IBAN_SHAPE = re.compile(r"(?<![A-Za-z0-9])FR\d{2}(?: ?[A-Z0-9]{4}){5} ?[A-Z0-9]{2,3}(?![A-Za-z0-9])")


def nirs(text: str) -> Iterator[Span]:
    """Fifteen digits, however spaced, whose key holds; 2A and 2B for Corsica."""
    return (found.span() for found in holding(NIR, text, _is_nir))


def _is_nir(found: re.Match[str]) -> bool:
    number = _compact(found[0])
    return bool(MONTH.fullmatch(number, 3, 5)) and nir.is_valid(number)


def ibans(text: str) -> Iterator[Span]:
    """IBANs of Europe and the Maghreb whose check digits hold."""
    last = 0
    for start in IBAN_START.finditer(text):
        rest = IBAN_REST[LENGTHS[start[1].upper()]].match(text, start.end())
        # Letters may follow, glued; a digit would make it another number.
        if not rest or start.start() < last or text[rest.end() : rest.end() + 1].isdigit():
            continue
        if iban.is_valid(_compact(start[0] + rest[0]), check_country=False):
            last = rest.end()
            yield start.start(), last


def mistyped(text: str) -> Iterator[Span]:
    """What looks like a NIR or a French IBAN and has a wrong key, or none: still a number of somebody."""
    for shape in (NIR_SHAPE, IBAN_SHAPE):
        yield from (found.span() for found in shape.finditer(text))


def _compact(number: str) -> str:
    return number.translate(GAPS).upper()
