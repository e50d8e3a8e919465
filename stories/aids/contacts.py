"""E-mail addresses, also those that hide from machines, and links."""

import re
from collections.abc import Iterator

from stories.aids.spans import Span

# Bounded and possessive everywhere: no text makes these go back over it.
LABEL = r"[A-Za-z0-9][A-Za-z0-9-]{0,62}+"
AT = r"(?: ?@ ?| ?[(\[{<] ?(?i:@|at|a|chez|arobase|arrobase) ?[)\]}>] ?| (?i:arobase|arrobase|at) )"
DOT = r"(?:\.| \. | ?[(\[{<] ?(?i:\.|dot|point) ?[)\]}>] ?| (?i:dot|point) )"
# Not « Depuis », the next sentence glued to the address.
ENDING = r"(?:[a-z]{2,24}|[A-Z]{2,24}+(?![a-z])|Fr|Com|Net|Org)"
EMAIL = re.compile(rf"(?<!\w)\w[\w.+%-]{{0,63}}+{AT}(?:{LABEL}{DOT}){{1,4}}{ENDING}")

END = "fr|com|org|net|eu|info|be|ch|io|re|paris|bzh|corsica|alsace"
LINK = re.compile(
    r"\b(?i:https?|ftp)://[^\s<>\"«»\x00]{3,}"
    r"|\b(?i:www)\.[^\s<>\"«»\x00]{3,}"
    rf"|(?<![\w@.-])(?:{LABEL}\.){{1,5}}(?:{END})\b(?![@-])(?:/[^\s<>\"«»\x00]*)?"
)
GLUED_TO_LINK = re.compile(r"(?:(?<=[a-z])\.|(?<=\.fr)|(?<=\.com)|(?<=\.html))[A-Z][a-z]*$")
# The bare name of a public site is what everybody calls the service: « sur ameli.fr ».
PUBLIC_SITE = re.compile(
    r"(?!www\.)(?:[\w-]+\.){0,4}(?:gouv|service-public|caf|ameli|msa|urssaf|info-retraite|lassuranceretraite|agirc-arrco"
    r"|francetravail|pole-emploi|banque-france|laposte|sncf|franceconnect)\.(?:fr|com)"
)


def emails(text: str) -> Iterator[Span]:
    """« prenom.nom@exemple.fr », « prenom.nom (at) exemple point fr »."""
    return (found.span() for found in EMAIL.finditer(text))


def urls(text: str) -> Iterator[Span]:
    """Links with or without their scheme."""
    for found in LINK.finditer(text):
        shown = GLUED_TO_LINK.sub("", found[0]).rstrip(".,;:!?)]}'")
        if not PUBLIC_SITE.fullmatch(shown.lower()):
            yield found.start(), found.start() + len(shown)
