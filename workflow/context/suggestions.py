"""Which services and which procedure a story's own words name."""

import re
from collections.abc import Iterable

from directory.models import Procedure, Structure
from directory.search import find_structures
from stories.aids.plain import plain
from stories.models import Story

SUGGESTED = 2
SERVICE = re.compile(
    r"\b(caf|cpam|carsat|msa|urssaf|ants|crous|mdph|sip|prefecture|mairie|tribunal|hopital|gendarmerie|commissariat"
    r"|impots|france travail|pole emploi|france services|assurance maladie|assurance retraite|caisse"
    r"|bibliotheque|college|lycee|la poste|sncf)\b"
)


def suggested_structures(story: Story) -> list[Structure]:
    """Services that the author's own words name, with the place they gave; not those they chose."""
    chosen = {service.structure_id: plain_words(str(service.structure)) for service in story.services.all()}
    words = story.other_service or _service_named(story, chosen.values())
    if not words:
        return []
    found = find_structures(f"{words} {story.place}".strip(), limit=SUGGESTED + len(chosen))
    return [structure for structure in found if structure.pk not in chosen][:SUGGESTED]


def _service_named(story: Story, chosen: Iterable[str]) -> str:
    known = " ".join(chosen)
    named = SERVICE.findall(plain_words(f"{story.title} {story.text}"))
    return next((name for name in dict.fromkeys(named) if name not in known), "")


def suggested_procedures(story: Story, procedures: Iterable[Procedure]) -> list[Procedure]:
    """Those whose keywords the story uses most, the one it has left out."""
    text = plain_words(f"{story.title} {story.title} {story.text}")
    scores = {
        procedure: sum(
            len(re.findall(rf"\b{re.escape(plain_words(word))}", text)) for word in procedure.keywords
        )
        for procedure in procedures
        if procedure.pk != story.procedure_id
    }
    best = sorted((one for one in scores if scores[one]), key=lambda one: -scores[one])
    return best[:SUGGESTED]


def plain_words(text: str) -> str:
    return plain(text).text.lower()
