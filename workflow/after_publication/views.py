"""Reports on published texts: what waits, the workbench of one text, and what moderators press there."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache

from live.fragments import draw_marked
from live.page import live_page
from stories.models import Story
from stories.topics import person
from workflow.after_publication import actions
from workflow.after_publication.forms import (
    AmendForm,
    DismissForm,
    EscalateReportsForm,
    RepublishForm,
    UnpublishForm,
)
from workflow.after_publication.fragments import REPORT_BENCH, REPORT_ROW
from workflow.after_publication.reports import marks_reported, published_text
from workflow.claims.holding import copies_of, holding
from workflow.claims.kept import typed_before, words_read
from workflow.models import Step
from workflow.queues.counts import own_counts
from workflow.spine import topics
from workflow.spine.audiences import moderate_audience, moderators_audience
from workflow.spine.leases import lease_of
from workflow.spine.refusals import NotSeen
from workflow.workbench.benches import bench_url
from workflow.workbench.doors import only_moderators
from workflow.workbench.panels import Panel, decide_and_leave
from workflow.workbench.presses import SignedIn, fresh_key, only_pressed

DISMISS = Panel(
    "dismiss_reports",
    DismissForm,
    actions.dismiss_reports,
    "Les signalements sont classés, le récit reste en ligne.",
)
ESCALATE = Panel(
    "escalate_reports",
    EscalateReportsForm,
    actions.escalate_reports,
    "Les signalements sont transmis : les modérateurs principaux sont prévenus.",
    called={"note": "senior_note"},
)
AMEND = Panel(
    "amend",
    AmendForm,
    actions.amend,
    "Le texte publié est corrigé, la page le dit et son auteur est prévenu.",
    called={"reason": "correct_reason"},
    held=False,
)
UNPUBLISH = Panel(
    "unpublish",
    UnpublishForm,
    actions.unpublish,
    "L'expérience n'est plus en ligne, la raison est visible et son auteur est prévenu.",
    held=False,
)
REPUBLISH = Panel(
    "republish",
    RepublishForm,
    actions.republish,
    "L'expérience est de nouveau en ligne, son auteur est prévenu.",
    held=False,
)
TYPED = {
    "title": "Titre corrigé",
    "text": "Texte corrigé",
    "correct_reason": "Pourquoi cette correction",
    "note": "Votre note",
    "senior_note": "Votre note aux modérateurs principaux",
    "public_reason": "Raison publique",
}


def _bench(pk: int) -> str:
    return bench_url(Step.REPORT, pk)


@login_required
@never_cache
def reported(request: SignedIn) -> HttpResponse:
    """The texts that readers pointed at."""
    return _desk(request, None)


@login_required
@never_cache
def report_bench(request: SignedIn, pk: int) -> HttpResponse:
    """One published text, with what readers say of it."""
    return _desk(request, pk)


def _desk(request: SignedIn, pk: int | None, form: Form | None = None, opened: str = "") -> HttpResponse:
    viewer = request.user.viewer
    only_moderators(viewer)
    heard = [topics.MODERATION, topics.REPORTS, person(request.user.pk)]
    live = live_page(request, *heard, *([topics.report(pk)] if pk else []))
    marks = marks_reported(viewer)
    counts = own_counts(viewer)
    context = {
        "live": live,
        "key": fresh_key(),
        "rows": mark_safe("\n".join(draw_marked(REPORT_ROW, marks, moderators_audience(viewer)))),
        "counts": counts,
        "more": counts["reports"].length - len(marks),
        "form": form,
        "opened": opened,
    }
    if pk is not None:
        context |= _workbench(request, pk)
    return render(request, "workflow/after_publication/reports.html", context, status=422 if form else 200)


def _workbench(request: SignedIn, pk: int) -> dict[str, Any]:
    story = published_text(pk, request.user)
    audience = story and moderate_audience(request.user.viewer, story)
    if story is None or audience is None:
        raise NotSeen()
    held = holding(request, lease_of(story))
    copies = copies_of(request, Step.REPORT, pk) if story.has_copies else []
    return {
        "story": story,
        **held,
        "typed": {"title": story.title, "text": story.text} | request.POST.dict(),
        "is_public": story.state == Story.State.PUBLISHED,
        # What nobody reported is not claimed: it is decided on at once.
        "may_press": held["here"] or not story.is_reported,
        **typed_before(copies, words_read(story.title, story.text) if held["here"] else ""),
        "bench": mark_safe("".join(draw_marked(REPORT_BENCH, [story], audience))),
    }


@only_pressed(_bench)
@login_required
def dismiss_reports(request: SignedIn, pk: int) -> HttpResponse:
    return _decide(request, pk, DISMISS)


@only_pressed(_bench)
@login_required
def escalate_reports(request: SignedIn, pk: int) -> HttpResponse:
    return _decide(request, pk, ESCALATE)


@only_pressed(_bench)
@login_required
def amend(request: SignedIn, pk: int) -> HttpResponse:
    return _decide(request, pk, AMEND)


@only_pressed(_bench)
@login_required
def unpublish(request: SignedIn, pk: int) -> HttpResponse:
    return _decide(request, pk, UNPUBLISH)


@only_pressed(_bench)
@login_required
def republish(request: SignedIn, pk: int) -> HttpResponse:
    return _decide(request, pk, REPUBLISH)


def _decide(request: SignedIn, pk: int, panel: Panel) -> HttpResponse:
    return decide_and_leave(
        request,
        pk,
        panel,
        lambda wrong, opened: _desk(request, pk, wrong, opened),
        back=_bench(pk),
        typed=TYPED,
        to=reverse("workflow:reports"),
    )
