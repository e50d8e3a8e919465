"""Changes made inside the server, so that its own bell rings; and a page to look at in a browser."""

from datetime import timedelta
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone

from directory.models import Network
from live.page import live_page
from tests.live.fragments import change


def change_thing(request: HttpRequest, pk: int) -> HttpResponse:
    change(pk)
    return HttpResponse("ok")


def show_things(request: HttpRequest) -> HttpResponse:
    live = live_page(request, "things", "rows")
    things = Network.objects.exclude(name__contains="finie").order_by("pk")
    now = timezone.now()
    times = {"then": now - timedelta(minutes=4, seconds=5), "until": now + timedelta(seconds=100)}
    return render(request, "tests_live/page.html", {"live": live, "things": things, "key": uuid4(), **times})


urlpatterns = [
    path("change/<int:pk>/", change_thing),
    path("things/", show_things),
    path("", include("project.urls")),
]
