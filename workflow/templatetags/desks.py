"""What desks' templates ask: initials, the person's bell, whether a move is open."""

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString, mark_safe

from live.fragments import draw_marked
from stories.models import Routing, Story
from workflow.notifications.bell import mark
from workflow.notifications.fragments import NOTIFICATION_BELL
from workflow.spine.audiences import OWN_BELL
from workflow.spine.rights import rights_on
from workflow.spine.transitions import TRANSITIONS

register = template.Library()


@register.filter
def initials(name: str) -> str:
    """« Karim Benali » → KB."""
    return "".join(word[0] for word in name.split()[:2]).upper()


@register.filter
def short_name(name: str) -> str:
    """« Karim Benali » → Karim B."""
    first, _, last = name.partition(" ")
    return f"{first} {last[0]}." if last else first


@register.simple_tag(takes_context=True)
def notification_bell(context: RequestContext) -> SafeString:
    """The bell of whoever looks at the page."""
    drawn = draw_marked(NOTIFICATION_BELL, [mark(context["viewer"].user_id)], OWN_BELL)
    return mark_safe("".join(drawn))


@register.simple_tag(takes_context=True)
def may(context: RequestContext, move: str, item: Story | Routing) -> bool:
    """Whether the viewer may make this move now: the same question the action asks."""
    return TRANSITIONS[move].open_to(item, rights_on(item, context["viewer"]))
