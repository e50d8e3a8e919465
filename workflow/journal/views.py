"""The journal of decisions, and the same as a file."""

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from live.page import live_page
from stories.models import Story
from stories.topics import person
from workflow.journal import entries as decisions
from workflow.journal.entries import Entry
from workflow.journal.export import stream
from workflow.journal.forms import JournalForm
from workflow.models import Event
from workflow.spine.refusals import Invalid, NotAllowed
from workflow.workbench.history import Line, history_of
from workflow.workbench.presses import SignedIn


def _allowed(request: SignedIn) -> QuerySet[Event]:
    viewer = request.user.viewer
    if not (viewer.is_moderator or viewer.is_steering):
        raise NotAllowed("Le journal est réservé à la modération et au pilotage.")
    return decisions.visible_to(viewer)


@login_required
@never_cache
@require_safe
def journal(request: SignedIn) -> HttpResponse:
    """Every decision in scope, newest first."""
    events = _allowed(request)
    live = live_page(request, person(request.user.pk))
    form = JournalForm(request.GET)
    context = {"live": live, "form": form}
    if not form.is_valid():
        return render(request, "workflow/journal/journal.html", context, status=400)
    events = decisions.matching(events, **form.wanted)
    found = decisions.page(events, form.cleaned_data["avant"], decisions.SHOWN + 1)
    entries = found[: decisions.SHOWN]
    context |= {
        "entries": entries,
        "following": entries[-1].event.pk if len(found) > decisions.SHOWN else None,
        "history": _history(form, entries),
    }
    return render(request, "workflow/journal/journal.html", context)


def _history(form: JournalForm, entries: list[Entry]) -> list[Line]:
    """All that happened to the one story asked for, if any of its decisions may be seen."""
    story: Story | None = entries[0].event.story if form.wanted["story"] and entries else None
    return history_of(story) if story else []


@login_required
@never_cache
@require_safe
def journal_csv(request: SignedIn) -> HttpResponseBase:
    """The same decisions, all of them, as a file."""
    events = _allowed(request)
    form = JournalForm(request.GET)
    if not form.is_valid():
        raise Invalid("Un des filtres n'est pas compris : revenez au journal pour le corriger.")
    return stream(request, decisions.chunks(decisions.matching(events, **form.wanted)))
