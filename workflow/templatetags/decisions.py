"""What a decision means for the author who reads it."""

from django import template

from workflow.rejections import INSTEAD

register = template.Library()


@register.filter
def instead(reason: str) -> str:
    """What to do instead, for one of RejectionReason."""
    return INSTEAD.get(reason, "")  # type: ignore[call-overload]
