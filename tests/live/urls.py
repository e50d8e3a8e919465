"""Changes made inside the server, so that its own bell rings."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests.live.fragments import change


def change_thing(request: HttpRequest, pk: int) -> HttpResponse:
    change(pk)
    return HttpResponse("ok")


urlpatterns = [path("change/<int:pk>/", change_thing)]
