"""How far two readers agree, for the page that shows what they decided."""

from django import template

from workflow.calibration.agreement import READ_FROM, agreements, pairs_read

register = template.Library()


@register.inclusion_tag("workflow/calibration/_agreement.html")
def agreement_between_readings() -> dict[str, object]:
    """Kappa of each category, from all second readings done; one query."""
    return {"agreements": agreements(pairs_read()), "read_from": READ_FROM}
