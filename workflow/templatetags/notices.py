"""Notifications, as pages draw them."""

from django import template

from workflow.models import Notification
from workflow.notifications.kinds import address_of

register = template.Library()


@register.filter
def address(notification: Notification) -> str:
    """Where whoever follows it is led."""
    return address_of(notification)
