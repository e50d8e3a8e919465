from datetime import date

from django import template
from django.utils.dateformat import format as written

from directory.perimeter import answers

register = template.Library()


@register.filter
def perimeter(since: date | None) -> str:
    """In words, whether a service answers: `{{ structure.since|perimeter }}`."""
    if since is None:
        return "ne répond pas encore"
    day = written(since, "j F Y") if since.day > 1 else written(since, "1\\e\\r F Y")
    return f"répond depuis le {day}" if answers(since) else f"répondra à partir du {day}"
