"""One's notifications: listed, and marked as read."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from live.page import live_page
from stories.topics import person
from workflow.models import Notification
from workflow.notifications.notify import mark_one_read, mark_read
from workflow.spine.refusals import Incomplete
from workflow.workbench.presses import SignedIn, fresh_key, go, only_pressed

LISTED = 50


@login_required
def notification_list(request: SignedIn) -> HttpResponse:
    """One's notifications, newest first, LISTED at a time; ``?avant=`` the last of the page before."""
    live = live_page(request, person(request.user.pk))
    before = request.GET.get("avant", "")
    rows = Notification.objects.filter(person=request.user).select_related("story", "routing__structure")
    if before.isascii() and before.isdigit():
        rows = rows.filter(pk__lt=int(before[:18]))
    found = list(rows.order_by("-pk")[: LISTED + 1])
    context = {
        "live": live,
        "key": fresh_key(),
        "listed": found[:LISTED],
        "older": found[LISTED - 1].pk if len(found) > LISTED else None,
        "is_first": not before,
        "unread": Notification.objects.filter(person=request.user, read_at=None).exists(),
    }
    return render(request, "workflow/notifications/notifications.html", context)


@only_pressed(lambda: reverse("workflow:notifications"))
@login_required
def read_one(request: SignedIn) -> HttpResponse:
    """Sent by page.js as somebody follows a notification; harmless to send twice."""
    followed = request.POST.get("notification", "")
    if followed.isascii() and followed.isdigit():
        mark_one_read(request.user, int(followed[:18]))
    return JsonResponse({"read": True})


@only_pressed(lambda: reverse("workflow:notifications"))
@login_required
def read_all(request: SignedIn) -> HttpResponse:
    """Mark as read what the person had before them: up to the newest they were shown."""
    upto = request.POST.get("version", "")
    if not (upto.isascii() and upto.isdigit()) or not request.POST.get("key"):
        raise Incomplete()
    mark_read(request.user, int(upto[:18]))
    return go(request, reverse("workflow:notifications"))
