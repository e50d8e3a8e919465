"""``{% fragment %}`` and ``{% fragments %}``: pages draw what pushes draw, from one cache."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString, mark_safe

from live.fragments import draw_for, registry

register = template.Library()


@register.simple_tag(takes_context=True)
def fragment(context: RequestContext, name: str, item: Any) -> SafeString:
    """One item as the page's ``viewer`` may see it; nothing when they may not."""
    return fragments(context, name, [item])


@register.simple_tag(takes_context=True)
def fragments(context: RequestContext, name: str, items: Iterable[Any]) -> SafeString:
    """Several items as the page's ``viewer`` may see them."""
    return mark_safe("\n".join(draw_for(registry[name], items, context["viewer"])))
