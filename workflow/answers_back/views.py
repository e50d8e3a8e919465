"""Authors' answers to replies: what waits, the reply and its answer side by side, and the decision."""

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
from stories.aids import find
from stories.topics import person
from workflow.answers_back import actions
from workflow.answers_back.forms import PublishAnswerForm, RejectAnswerForm
from workflow.answers_back.fragments import ANSWER_BENCH, ANSWER_ROW
from workflow.answers_back.waiting import answer_to_read, marks_to_read
from workflow.claims.holding import copies_of, holding
from workflow.claims.kept import typed_before, words_read
from workflow.models import AnswerVerdict, Step
from workflow.queues.counts import own_counts
from workflow.spine import topics
from workflow.spine.audiences import answer_audience, moderators_audience
from workflow.spine.leases import lease_of
from workflow.spine.refusals import NotSeen
from workflow.workbench.benches import bench_url
from workflow.workbench.doors import only_moderators
from workflow.workbench.panels import Panel, decide_and_leave
from workflow.workbench.presses import SignedIn, fresh_key, only_pressed

PUBLISH = Panel(
    "publish_answer",
    PublishAnswerForm,
    actions.publish_answer,
    "La suite est publiée sous la réponse, son auteur est prévenu.",
    called={"reason": "correct_reason"},
)
REJECT = Panel(
    "reject_answer",
    RejectAnswerForm,
    actions.reject_answer,
    "La suite n'est pas publiée, son auteur lira pourquoi.",
    called={"reason": "answer_reason"},
)
TYPED = {
    "answer_reason": "Votre motif",
    "override": "Pourquoi un détail peut rester",
    "text": "Suite corrigée",
    "correct_reason": "Pourquoi cette correction",
}


def _bench(pk: int) -> str:
    return bench_url(Step.ANSWER, pk)


@login_required
@never_cache
def answers(request: SignedIn) -> HttpResponse:
    """What authors answered and nobody read yet."""
    return _desk(request, None)


@login_required
@never_cache
def answer_bench(request: SignedIn, pk: int) -> HttpResponse:
    """One reply, and what its story's author answered."""
    return _desk(request, pk)


def _desk(request: SignedIn, pk: int | None, form: Form | None = None, opened: str = "") -> HttpResponse:
    viewer = request.user.viewer
    only_moderators(viewer)
    heard = [topics.MODERATION, person(request.user.pk)]
    live = live_page(request, *heard, *([topics.desk(pk)] if pk else []))
    marks = marks_to_read(viewer)
    counts = own_counts(viewer)
    context = {
        "live": live,
        "key": fresh_key(),
        "rows": mark_safe("\n".join(draw_marked(ANSWER_ROW, marks, moderators_audience(viewer)))),
        "counts": counts,
        "more": counts["answers"].length - len(marks),
        "form": form,
        "opened": opened,
    }
    if pk is not None:
        context |= _workbench(request, pk)
    return render(request, "workflow/answers_back/answers.html", context, status=422 if form else 200)


def _workbench(request: SignedIn, pk: int) -> dict[str, Any]:
    routing = answer_to_read(pk, request.user)
    audience = routing and answer_audience(request.user.viewer, routing)
    if routing is None or audience is None:
        raise NotSeen()
    answer = routing.reply.answer_back
    held = holding(request, lease_of(routing))
    copies = copies_of(request, Step.ANSWER, pk) if routing.has_copies else []
    return {
        "routing": routing,
        "story": routing.story,
        "reply": routing.reply,
        "answer": answer,
        "refused": AnswerVerdict.objects.filter(event__routing=routing, event__action="reject_answer"),
        "blocking": any(mark.blocks for mark in find(answer.text)),
        **held,
        "typed": {"text": answer.text} | request.POST.dict(),
        **typed_before(copies, words_read(answer.text) if held["here"] else ""),
        "bench": mark_safe("".join(draw_marked(ANSWER_BENCH, [routing], audience))),
    }


@only_pressed(_bench)
@login_required
def publish_answer(request: SignedIn, pk: int) -> HttpResponse:
    return _decide(request, pk, PUBLISH)


@only_pressed(_bench)
@login_required
def reject_answer(request: SignedIn, pk: int) -> HttpResponse:
    return _decide(request, pk, REJECT)


def _decide(request: SignedIn, pk: int, panel: Panel) -> HttpResponse:
    return decide_and_leave(
        request,
        pk,
        panel,
        lambda wrong, opened: _desk(request, pk, wrong, opened),
        back=_bench(pk),
        typed=TYPED,
        to=reverse("workflow:answers"),
    )
