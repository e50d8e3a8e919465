"""Where validators judge: the queue, the draft with what changed since the last verdict, the verdict."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from stories.diff import difference
from stories.models import Reply, Routing
from workflow import actions, queues
from workflow.actions.replies import writers
from workflow.answers import SignedIn, bench_url, fresh_key, go, held_press, keeping
from workflow.counts import load_inbox
from workflow.forms import ReplyForm
from workflow.models import Step
from workflow.refusals import Invalid, NotAllowed
from workflow.views_replies import reply_page, reply_workbench


@login_required
def validation(request: SignedIn) -> HttpResponse:
    """The replies that wait for this person's eyes."""
    return _judging(request, None)


@login_required
def judge(request: SignedIn, pk: int) -> HttpResponse:
    """One submitted reply beside its story."""
    return _judging(request, pk)


def _judging(
    request: SignedIn, pk: int | None, form: ReplyForm | None = None, error: str = ""
) -> HttpResponse:
    viewer = request.user.viewer
    if not viewer.has_right("approve"):
        raise NotAllowed("La validation est réservée aux valideurs.")
    live = reply_page(request, pk)
    waiting = queues.for_inboxes(queues.to_validate(viewer)[: queues.SHOWN])
    context: dict[str, Any] = {
        "live": live,
        "key": fresh_key(),
        "routings": queues.with_verdicts(queues.with_claims(waiting, Step.VALIDATE)),
        "counts": load_inbox()["inbox"],
        "form": form,
        "error": error,
    }
    if pk is not None:
        context |= reply_workbench(request, pk, Step.VALIDATE)
        context |= _submitted(request, context["routing"], form)
    return render(request, "workflow/validation.html", context, status=422 if form or error else 200)


def _submitted(request: SignedIn, routing: Routing, form: ReplyForm | None) -> dict[str, object]:
    revisions = list(
        routing.revisions.filter(submitted_at__isnull=False).select_related("by").order_by("number")
    )
    last = revisions[-1] if revisions else None
    before = revisions[-2] if len(revisions) > 1 else None
    words = ("text", "greeting", "signature", "status")
    return {
        "revision": last,
        "changes": difference(before.text, last.text) if before and last else None,
        "wrote_it": request.user.pk in writers(routing),
        "statuses": Reply.Status.choices,
        "words": form.data if form else {word: getattr(last, word, "") for word in words},
    }


@login_required
@require_POST
def approve(request: SignedIn, pk: int) -> HttpResponse:
    with keeping(request, bench_url(Step.VALIDATE, pk)):
        actions.approve(pk, **held_press(request))
    return _done(request, "Réponse approuvée et publiée.")


@login_required
@require_POST
def approve_with_edits(request: SignedIn, pk: int) -> HttpResponse:
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _judging(request, pk, form)
    with keeping(request, bench_url(Step.VALIDATE, pk), text="Réponse modifiée"):
        try:
            actions.approve_with_edits(pk, **held_press(request), words=form.words())
        except Invalid as error:
            form.add_error(error.field or None, str(error))
            return _judging(request, pk, form)
    return _done(request, "Réponse modifiée, approuvée et publiée.")


@login_required
@require_POST
def send_back(request: SignedIn, pk: int) -> HttpResponse:
    with keeping(request, bench_url(Step.VALIDATE, pk), comment="Votre commentaire"):
        try:
            actions.send_back(pk, **held_press(request), comment=request.POST.get("comment", "")[:2000])
        except Invalid as error:
            return _judging(request, pk, error=str(error))
    return _done(request, "Réponse renvoyée à ses rédacteurs.")


def _done(request: SignedIn, said: str) -> HttpResponse:
    messages.success(request, said)
    return go(request, reverse("workflow:validation"))
