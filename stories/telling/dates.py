"""When it happened, as people say it: read from their words, and put into words again.

A day, a month or a year: whatever they are sure of. A month or a year is kept as its first day.
"""

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format

from stories.models import Precision

EARLIEST = date(1950, 1, 1)
AT_MOST = 60  # characters
MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin"),
    *("juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
)
NUMBERS = ("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze")
# What people put around a date without changing it; a season says no more than its year.
AROUND = re.compile(
    r"\b(?:le|la|les|l|en|au|a|de|du|d|mois|annee|vers|environ|courant|debut|milieu|mi|fin|er|matin|soir|midi"
    r"|apres midi|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|printemps|ete|automne|hiver)\b"
)
DAY, MONTH, YEAR = r"(?P<day>[0-9]{1,2})", r"(?P<month>m[0-9]+|[0-9]{1,2})", r"(?P<year>[0-9]{4})"
SAID = [
    re.compile(said)
    for said in (
        YEAR,
        rf"{MONTH} {YEAR}",
        rf"{YEAR} {MONTH}",
        r"(?P<month>m[0-9]+)",
        rf"{DAY} {MONTH} (?P<year>[0-9]{{4}}|[0-9]{{2}})",
        rf"{YEAR} {MONTH} {DAY}",
        rf"{DAY} {MONTH}",
    )
]
DAYS_AGO = {"aujourd hui": 0, "ce matin": 0, "cet apres midi": 0, "ce soir": 0, "hier": 1, "avant hier": 2}
AGO = re.compile(r"il y a (?P<number>[a-z]+|[0-9]{1,3}) (?P<unit>jour|semaine|mois|an|annee)s?")
LAST = re.compile(r"(?:la |le |l )?(?P<unit>semaine|mois|an|annee) (?:dernier|derniere|passee?)")
THIS = re.compile(r"(?:ce|cette) (?P<unit>semaine|mois|annee)(?: ci)?")


class When(NamedTuple):
    """A day, or the first day of a month or year, and which of the three."""

    day: date
    precision: Precision


class Unclear(ValueError):
    """No date of a story; the message says why, to its author."""


def read(text: str) -> When:
    """The past day, month or year these words name."""
    today = timezone.localdate()
    words = _words(text)
    try:
        when = _ago(words, today) or _said(words, today)
    except ValueError:
        raise Unclear("Cette date n'existe pas.") from None
    if when is None:
        raise Unclear("Cette date n'est pas comprise. Écrivez par exemple 12/03/2026, mars 2026 ou 2026.")
    if when.day > today:
        raise Unclear("Cette date est dans l'avenir.")
    if when.day < EARLIEST:
        raise Unclear("Cette date est trop ancienne.")
    return when


def day_in_words(day: date) -> str:
    """« 1er mars 2026 »."""
    return date_format(day, "j F Y") if day.day > 1 else f"1er {date_format(day, 'F Y')}"


def as_typed(day: date, precision: str) -> str:
    """« 12 mars 2026 », « mars 2026 » or « 2026 »: words that ``read`` understands."""
    if precision == Precision.YEAR:
        return str(day.year)
    return date_format(day, "F Y") if precision == Precision.MONTH else day_in_words(day)


def in_words(day: date, precision: str) -> str:
    """« le 12 mars 2026 », « en mars 2026 » or « en 2026 »."""
    return f"{'le' if precision == Precision.DAY else 'en'} {as_typed(day, precision)}"


def _words(text: str) -> str:
    """Lower case, no accents, single spaces between words and numbers."""
    plain = unicodedata.normalize("NFKD", text[:AT_MOST].casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[0-9]+|[a-z]+", plain))


def _ago(words: str, today: date) -> When | None:
    for said in (words, _bare(words)):
        if said in DAYS_AGO:
            return When(today - timedelta(days=DAYS_AGO[said]), Precision.DAY)
    if found := AGO.fullmatch(words.replace("environ ", "")):
        number = _number(found["number"])
        return _before(today, found["unit"], number) if number else None
    if found := LAST.fullmatch(words):
        return _before(today, found["unit"], 1)
    if found := THIS.fullmatch(words):
        return _before(today, found["unit"], 0)
    return None


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    word = "un" if word == "une" else word
    return NUMBERS.index(word) + 1 if word in NUMBERS else 0


def _before(today: date, unit: str, number: int) -> When:
    """So many days, weeks, months or years ago, no more precise than people mean it."""
    if unit == "jour":
        return When(today - timedelta(days=number), Precision.DAY)
    if unit == "semaine":
        return When((today - timedelta(weeks=number)).replace(day=1), Precision.MONTH)
    if unit == "mois":
        year, month = divmod(today.year * 12 + today.month - 1 - number, 12)
        return When(date(year, month + 1, 1), Precision.MONTH)
    return When(date(today.year - number, 1, 1), Precision.YEAR)


def _said(words: str, today: date) -> When | None:
    said = " ".join(_month(word) for word in _bare(words).split())
    found = next((match for form in SAID if (match := form.fullmatch(said))), None)
    if found is None:
        return None
    parts = found.groupdict()
    day, month = int(parts.get("day") or 1), int((parts.get("month") or "1").lstrip("m"))
    precision = Precision.DAY if "day" in parts else Precision.MONTH if "month" in parts else Precision.YEAR
    if "year" not in parts:
        return When(_latest(day, month, today), precision)
    year = int(parts["year"])
    if len(parts["year"]) == 2:
        year += 2000 if 2000 + year <= today.year else 1900
    return When(date(year, month, day), precision)


def _bare(words: str) -> str:
    return " ".join(AROUND.sub(" ", words).split())


def _month(word: str) -> str:
    """« m3 » for « mars », or for a beginning that only one month has; any other word as it is."""
    found = [month for month in MONTHS if month == word or (len(word) > 2 and month.startswith(word))]
    return f"m{MONTHS.index(found[0]) + 1}" if len(found) == 1 else word


def _latest(day: int, month: int, today: date) -> date:
    """The last such day that is not in the future; nine years hold every 29th of February."""
    date(2000, month, day)  # a day of some year, or of none
    years = range(today.year, today.year - 9, -1)
    return next(date(y, month, day) for y in years if _exists(y, month, day) and date(y, month, day) <= today)


def _exists(year: int, month: int, day: int) -> bool:
    return day <= monthrange(year, month)[1]
