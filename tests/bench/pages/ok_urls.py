"""The yardsticks of the pages: as little as a view can do behind the same middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from project import urls

handler400, handler403, handler404, handler500 = (
    urls.handler400,
    urls.handler403,
    urls.handler404,
    urls.handler500,
)


def ok(request: HttpRequest) -> HttpResponse:
    """What any answer costs."""
    return HttpResponse("ok")


def ok_signed_in(request: HttpRequest) -> HttpResponse:
    """What any answer costs to somebody who is signed in: their session and their account are loaded."""
    return HttpResponse("ok" if request.user.is_authenticated else "who?")


# Tried just before the public pages: finding them costs the same.
*others, public = urls.urlpatterns
urlpatterns = [*others, path("ok/", ok), path("ok-signed-in/", ok_signed_in), public]
