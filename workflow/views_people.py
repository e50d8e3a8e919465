"""What belongs to one person: notifications, their stylesheet, and the author's own moves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control

from live.page import live_page
from workflow import actions, notifications
from workflow.answers import SignedIn, fresh_key, go, keeping, press
from workflow.models import Notification
from workflow.pressed import only_pressed
from workflow.refusals import Incomplete

LISTED = 50

# The pushed bytes are the same for everybody: this sheet alone tells "mine" from "theirs".
MINE = """[data-holder="{pk}"] .theirs{{display:none}}
[data-holder="{pk}"] .mine,[data-kept="{pk}"] .kept-mine{{display:revert}}
[data-kept="{pk}"] .kept-theirs{{display:none}}
.row[data-holder="{pk}"]{{color:var(--text-default-grey);\
background:var(--background-open-blue-france);\
box-shadow:inset 3px 0 var(--border-active-blue-france)}}
.row[data-holder="{pk}"] strong{{font-weight:700}}
"""


@cache_control(private=True, max_age=3600)
def mine_css(request: HttpRequest) -> HttpResponse:
    pk = request.user.pk or 0
    return HttpResponse(MINE.format(pk=pk), content_type="text/css; charset=utf-8")


@login_required
def notification_list(request: SignedIn) -> HttpResponse:
    """One's notifications, newest first, LISTED at a time; ``?avant=`` the last of the page before."""
    live = live_page(request, f"person:{request.user.pk}")
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
    return render(request, "workflow/notifications.html", context)


@only_pressed(lambda: reverse("workflow:notifications"))
@login_required
def read_one(request: SignedIn) -> HttpResponse:
    """Sent by page.js as somebody follows a notification; harmless to send twice."""
    followed = request.POST.get("notification", "")
    if followed.isascii() and followed.isdigit():
        notifications.mark_one_read(request.user, int(followed[:18]))
    return JsonResponse({"read": True})


@only_pressed(lambda: reverse("workflow:notifications"))
@login_required
def read_all(request: SignedIn) -> HttpResponse:
    """Mark as read what the person had before them: up to the newest they were shown."""
    upto = request.POST.get("version", "")
    if not (upto.isascii() and upto.isdigit()) or not request.POST.get("key"):
        raise Incomplete()
    notifications.mark_read(request.user, int(upto[:18]))
    return go(request, reverse("workflow:notifications"))


@only_pressed(lambda pk: reverse("stories:withdraw", args=[pk]))
@login_required
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    with keeping(request, reverse("stories:withdraw", args=[pk])):
        actions.withdraw(pk, **press(request))
    messages.success(request, "Votre expérience est retirée : vous seul la voyez encore.")
    return go(request, reverse("stories:mine"))


@only_pressed(lambda pk: reverse("stories:rate", args=[pk]))
@login_required
def rate(request: SignedIn, pk: int) -> HttpResponse:
    with keeping(request, reverse("stories:mine"), word="Votre mot"):
        actions.rate(
            pk,
            **press(request),
            rating=request.POST.get("rating", ""),
            word=request.POST.get("word", ""),
        )
    messages.success(request, "Merci : votre avis sur cette réponse est enregistré.")
    return go(request, reverse("stories:mine"))
