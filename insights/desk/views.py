"""The desk in figures."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from insights.desk.funnel import funnel
from insights.desk.weeks import WEEKS, desk_figures
from live.page import live_page
from stories.topics import person
from workflow.spine.instant import now
from workflow.spine.refusals import NotAllowed
from workflow.workbench.presses import SignedIn


@login_required
@never_cache
@require_safe
def figures(request: SignedIn) -> HttpResponse:
    """What waits, how long, and what became of twelve weeks of stories; of the whole team."""
    viewer = request.user.viewer
    if not (viewer.is_moderator or viewer.is_steering):
        raise NotAllowed("Ces chiffres sont réservés à la modération et au pilotage.")
    live = live_page(request, person(request.user.pk))
    counted = desk_figures()
    context = {
        "live": live,
        "figures": counted,
        "funnel": funnel(counted.since, now()),
        "window": WEEKS,
    }
    return render(request, "insights/desk/figures.html", context)
