"""The press of a button: what it sends, where it leads, and what is given back when it is refused."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypedDict
from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django_htmx.http import HttpResponseClientRedirect

from directory.models import User
from directory.requests import SignedIn
from workflow.spine.refusals import Refusal


class Press(TypedDict):
    """The arguments every verb asks for, as a form sends them: who, version, idempotency key."""

    by: User
    version: str | None
    key: str | None


class HeldPress(Press):
    """The same for verbs that need the claim of this tab."""

    tab: str


def press(request: SignedIn) -> Press:
    return {
        "by": request.user,
        "version": request.POST.get("version"),
        "key": request.POST.get("key"),
    }


def held_press(request: SignedIn) -> HeldPress:
    return {**press(request), "tab": request.POST.get("tab", "")}


@contextmanager
def keeping(request: HttpRequest, back: str, **fields: str) -> Iterator[None]:
    """If the move is refused, give back what was typed in these fields (name → label)."""
    try:
        yield
    except Refusal as refusal:
        typed = {label: request.POST.get(name, "") for name, label in fields.items()}
        refusal.context["typed"] = {label: text for label, text in typed.items() if text.strip()}
        refusal.context.setdefault("back", back)
        raise


def go(request: HttpRequest, url: str) -> HttpResponse:
    """To another page, whether htmx or the browser asked."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url, status=303)


def fresh_key() -> str:
    return str(uuid4())


type View = Callable[..., HttpResponse]


def only_pressed(back: Callable[..., str]) -> Callable[[View], View]:
    """Let a POST through; send a GET to ``back(**url arguments)``, in the tab that its query names."""

    def decorate(view: View) -> View:
        @wraps(view)
        def pressed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            if request.method in {"GET", "HEAD"}:
                return HttpResponseRedirect(_in_tab(back(*args, **kwargs), request.GET.get("tab")))
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])

        return pressed

    return decorate


def _in_tab(url: str, tab: str | None) -> str:
    return f"{url}?{urlencode({'tab': tab})}" if tab else url
