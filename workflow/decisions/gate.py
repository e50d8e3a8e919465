"""What stops a publication: a personal detail in words that would be public (DOMAIN.md: one gate).

The kinds that block are said by each kind of mark itself, in ``stories/aids``; whoever publishes a story's own words
may let one through by saying why. Without a service to address it to, nothing is published either: ``routing``.
"""

from stories.aids import find
from workflow.spine.refusals import Invalid


def check_nothing_personal(title: str, text: str, override: str) -> None:
    """Raise Invalid when what would be public holds a personal detail and nobody said why it may."""
    if override.strip():
        return
    if kinds := _personal(title, text):
        raise Invalid(
            f"Le texte contient encore : {kinds}. Retirez-le, ou dites pourquoi il peut rester.", "override"
        )


def check_public_reason(words: str, field: str) -> None:
    """Raise Invalid when a moderator's own public words hold a personal detail: nothing lets those through."""
    if kinds := _personal(words):
        raise Invalid(f"La raison publique contient\u00a0: {kinds}. Retirez-le.", field)


def _personal(*texts: str) -> str:
    """The kinds of details in these texts that must not be public, in words."""
    return ", ".join(sorted({mark.kind.label for text in texts for mark in find(text) if mark.blocks}))
