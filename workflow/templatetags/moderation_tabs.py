"""The tabs of every page of the moderation desk, each with the length of its queue."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.urls import reverse

from workflow.answers_back.waiting import ANSWERS_BACK
from workflow.calibration.waiting import CALIBRATION
from workflow.queues.counts import own_counts
from workflow.queues.queue import AWAITING, DECIDED_LATELY, REPORTED, SECOND, TO_READ

register = template.Library()

TABS = [
    (TO_READ.name, "À lire", TO_READ.url_name),
    (SECOND.name, "2ᵉ lecture", SECOND.url_name),
    (AWAITING.name, "Attente", AWAITING.url_name),
    (REPORTED.name, "Signalements", REPORTED.url_name),
    (ANSWERS_BACK, "Suites", "workflow:answers"),
    (DECIDED_LATELY.name, "Décidées", DECIDED_LATELY.url_name),
]
OTHERS = [
    ("", "Journal", "workflow:journal"),
    (CALIBRATION, "Étalonnage", "workflow:calibration"),
    ("", "Chiffres", "insights:desk_figures"),
    ("", "Guide des cas", "workflow:guide"),
    ("", "Modèles de messages", "workflow:templates"),
]


@register.inclusion_tag("workflow/moderation/_moderation_tabs.html", takes_context=True)
def moderation_tabs(context: RequestContext, current: str = "") -> dict[str, Any]:
    """The tabs with ``current`` marked (the name of one of ``queues/queue``, or ``answers``).

    ``counts`` of the page (counts.own_counts) are used where it has them already.
    """
    viewer = context["viewer"]
    counts = context.get("counts") or own_counts(viewer)
    tabs, others = (
        [
            {"name": name, "title": title, "url": reverse(url), "count": counts.get(name)}
            for name, title, url in listed
        ]
        for listed in (TABS, OTHERS)
    )
    return {
        "viewer": viewer,
        "tabs": tabs,
        "current": current,
        "of_a_queue": any(tab["name"] == current for tab in tabs),
        "others": others,
    }
