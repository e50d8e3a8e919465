"""The demo's two conveniences: sign in as somebody with one click, and read all mail sent. 404 elsewhere."""

import re
from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from functools import wraps
from heapq import nlargest
from pathlib import Path

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from directory.rights import Viewer
from workflow.demo import people

View = Callable[..., HttpResponse]
MESSAGES = 100
# What Django's file-based backend writes between messages: two sent at once may share a file.
BETWEEN = re.compile(rb'\n-{79}\n(?=Content-Type: text/plain; charset="utf-8"\n|\Z)')


def demo_only(view: View) -> View:
    """Nothing to see outside the demo."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@demo_only
@never_cache
@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    """Everybody one may sign in as, by what they do."""
    return render(request, "workflow/demo/people.html", {"groups": people.groups()})


@demo_only
@require_POST
def demo_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Become this person of the demo, and go where they work."""
    person = people.find(pk)
    if person is None:
        raise Http404
    login(request, person)
    return redirect(space_of(person.viewer))


def space_of(viewer: Viewer) -> str:
    """The page where somebody with these rights begins the day."""
    if viewer.is_moderator:
        return "workflow:moderation"
    if viewer.has_right("approve"):
        return "workflow:validation"
    if viewer.has_right("see") or viewer.is_steering:
        return "workflow:inbox"
    return "stories:mine"


@demo_only
@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """All that was sent, newest first."""
    return render(
        request,
        "workflow/demo/mailbox.html",
        {"messages_sent": messages_sent(settings.MAIL_FOLDER), "most": MESSAGES},
    )


def messages_sent(folder: Path) -> list[dict[str, object]]:
    """The newest messages that the file-based backend wrote, newest first."""
    files = nlargest(MESSAGES, folder.glob("*.log"), key=lambda file: file.stat().st_mtime_ns)
    parser = BytesParser(policy=policy.default)
    messages = [
        parser.parsebytes(raw) for file in files for raw in reversed(BETWEEN.split(file.read_bytes())) if raw
    ]
    return [_shown(message) for message in messages[:MESSAGES]]


def _shown(message: EmailMessage) -> dict[str, object]:
    body, date = message.get_body(("plain",)), message["Date"]
    return {
        "to": message["To"],
        "subject": message["Subject"],
        "at": date.datetime if date else None,
        "text": body.get_content().strip() if body else "",
    }
