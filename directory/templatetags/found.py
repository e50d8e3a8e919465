from django import template

from directory.models import Structure

register = template.Library()


@register.simple_tag
def number_found(found: list[Structure], words: str, limit: int) -> str:
    """How many services were found, in words; nothing as long as nothing was asked."""
    if not found:
        return "Aucun service trouvé. Essayez un autre mot, ou une ville." if words else ""
    if len(found) >= limit:
        return f"Les {limit} premiers services trouvés. Ajoutez un mot ou une ville pour préciser."
    return "1 service trouvé" if len(found) == 1 else f"{len(found)} services trouvés"
