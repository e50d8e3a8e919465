"""Requests as views know them."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from directory.models import User


class HtmxRequest(HttpRequest):
    """A request that says whether htmx made it."""

    htmx: HtmxDetails


class SignedIn(HtmxRequest):
    """A request behind ``login_required``."""

    user: User
