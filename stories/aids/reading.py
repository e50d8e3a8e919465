"""Reads a text once per kind, the surest kinds first."""

from collections.abc import Callable, Iterable
from itertools import chain

from stories.aids import addresses, checked, contacts, insults, numbers, persons, phones, plates, shouting
from stories.aids.marks import Kind, Mark
from stories.aids.plain import HOLE, plain
from stories.aids.spans import Span, apart

# In this order: what one has marked is a hole for the next, so that no two marks overlap. An IBAN holds what looks
# like telephone numbers, a number of any sort may hold one; a street bears the name of a person.
READERS: list[tuple[Kind, Callable[[str], Iterable[Span]]]] = [
    (Kind.IBAN, checked.ibans),
    (Kind.NIR, checked.nirs),
    (Kind.EMAIL, contacts.emails),
    (Kind.URL, contacts.urls),
    (Kind.NUMBER, numbers.numbers),
    (Kind.PHONE, phones.phones),
    (Kind.PLATE, plates.plates),
    (Kind.ADDRESS, addresses.addresses),
    (Kind.PERSON, persons.persons),
    (Kind.INSULT, insults.insults),
    (Kind.SHOUTING, shouting.shouting),
]


def find(text: str, names: Iterable[str] = ()) -> list[Mark]:
    """All marks of a text, in its order; no two overlap.

    ``names`` of persons are marked wherever they stand: those that a language model read (stories.aids.model).
    """
    read = plain(text)
    unread = read.text
    marks: list[Mark] = []
    for kind, reader in READERS:
        spans = apart(chain(reader(unread), persons.named(unread, names) if kind is Kind.PERSON else ()))
        marks += (Mark(*read.span(*span), kind) for span in spans)
        unread = _with_holes(unread, spans)
    return sorted(marks)


def _with_holes(text: str, spans: Iterable[Span]) -> str:
    kept: list[str] = []
    last = 0
    for start, end in spans:
        kept += text[last:start], HOLE * (end - start)
        last = end
    return "".join([*kept, text[last:]])
