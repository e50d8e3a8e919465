"""How the views of the desks answer: read the press of a button, keep what was typed, go on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypedDict
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from directory.models import User
from workflow.models import Step
from workflow.refusals import Refusal


class SignedIn(HttpRequest):
    """A request behind ``login_required``."""

    user: User


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
        for lease in refusal.context.get("held", ()):
            lease.url = bench_url(Step(lease.step), lease.item_id)
        raise


def go(request: HttpRequest, url: str) -> HttpResponse:
    """To another page, whether htmx or the browser asked."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url, status=303)


BENCHES = {
    Step.MODERATE: "workflow:bench",
    Step.DRAFT: "workflow:desk",
    Step.VALIDATE: "workflow:judge",
    Step.REPORT: "workflow:report_bench",
    Step.ANSWER: "workflow:answer_bench",
    Step.CALIBRATE: "workflow:calibrate",
}


def bench_url(step: Step, item_id: int, tab: object = "") -> str:
    """The workbench of a step, in the tab that holds it."""
    url = reverse(BENCHES[step], args=[item_id])
    return f"{url}?tab={tab}" if tab else url


def fresh_key() -> str:
    return str(uuid4())
