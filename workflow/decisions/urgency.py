"""Whether a story speaks of a person in danger: it is then read before all others. People amend it."""

import re

from stories.aids.plain import plain

# Words of one's own death, of blows, of a child or a life in danger; as plain letters, without accents.
DANGER = re.compile(
    r"\b(?:suicid\w*|me\s+tuer|m'oter\s+la\s+vie|me\s+pendre|en\s+finir\s+avec\s+la\s+vie|"
    # « me supprimer mon RSA » is another sort of trouble.
    r"me\s+supprimer(?!\s+(?:[mdl](?:es|on|a|e|u)\b|[ld]'|une?\b|tou|ce))|"
    r"plus\s+(?:l')?envie\s+de\s+vivre|envie\s+de\s+mourir|mettre\s+fin\s+a\s+mes\s+jours|"
    r"menac\w+\s+de\s+mort|(?:il|elle|on)\s+(?:me|nous)\s+(?:frapp\w+|bat)|"
    r"violences?\s+(?:conjugales?|physiques?|sexuelles?)|viol(?:e|ee|er)?s?|agress(?:e|ee|ion)s?\s+sexuelle\w*|"
    r"enfants?\s+en\s+danger|en\s+danger\s+(?:de\s+mort|immediat)|sans\s+nourriture|"
    r"(?:dor[st]?|dorm(?:ir|ons|ent|ait|ais))\s+dehors|urgence\s+vitale|plus\s+(?:rien\s+)?a\s+manger)\b",
    re.IGNORECASE,
)


def looks_urgent(text: str) -> bool:
    """A sign that somebody should look now, never a decision."""
    return DANGER.search(plain(text).text) is not None
