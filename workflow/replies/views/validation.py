"""Where validators judge: the queue, the draft with what changed since the last verdict, the verdict."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from stories.models import Reply
from stories.texts.difference import difference
from workflow.models import Step
from workflow.replies import validating
from workflow.replies.desk import SALUTATIONS, go_to_next, greets_twice, reply_desk
from workflow.replies.forms import ReplyForm
from workflow.replies.queues import to_validate
from workflow.replies.revisions import writers_among
from workflow.replies.rows import Opened
from workflow.replies.views.inbox import what_was_done
from workflow.spine.refusals import Invalid, NotAllowed
from workflow.workbench.benches import bench_url
from workflow.workbench.presses import SignedIn, go, held_press, keeping, only_pressed


def _bench(pk: int) -> str:
    return bench_url(Step.VALIDATE, pk)


@login_required
@never_cache
def validation(request: SignedIn) -> HttpResponse:
    """The replies that wait for this person's eyes."""
    return _judging(request, None)


@login_required
@never_cache
def judge(request: SignedIn, pk: int) -> HttpResponse:
    """One submitted reply beside its story."""
    return _judging(request, pk)


def _judging(
    request: SignedIn, pk: int | None, form: ReplyForm | None = None, error: str = ""
) -> HttpResponse:
    viewer = request.user.viewer
    if not viewer.has_right("approve"):
        raise NotAllowed("La validation est réservée aux valideurs.")
    context = reply_desk(request, Step.VALIDATE, to_validate(viewer), pk)
    if "suivante" in request.GET:
        return go_to_next(request, context)
    if pk is not None:
        context |= _submitted(request, context["opened"], form) | {"error": error}
    return render(request, "workflow/replies/validation.html", context, status=422 if form or error else 200)


def _submitted(request: SignedIn, opened: Opened, form: ReplyForm | None) -> dict[str, Any]:
    """The last submitted version beside the one before; versions are counted as people submit them."""
    submitted = [revision for revision in opened.written if revision.submitted_at]
    last = submitted[-1] if submitted else None
    before = submitted[-2] if len(submitted) > 1 else None
    words = ("text", "greeting", "signature", "status")
    return {
        "form": form,
        "revision": last,
        "submissions": len(submitted),
        "changes": difference(before.text, last.text) if before and last else None,
        "wrote_it": request.user.pk in writers_among(opened.written, opened.routing.verdict),
        "salutations": SALUTATIONS,
        "greets_twice": last is not None and greets_twice(last.greeting, last.text),
        "statuses": Reply.Status.choices,
        "words": form.data if form else {word: getattr(last, word, "") for word in words},
    }


@only_pressed(_bench)
@login_required
def approve(request: SignedIn, pk: int) -> HttpResponse:
    with keeping(request, _bench(pk)):
        validating.approve(pk, **held_press(request))
    return _done(request, pk)


@only_pressed(_bench)
@login_required
def approve_with_edits(request: SignedIn, pk: int) -> HttpResponse:
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _judging(request, pk, form)
    with keeping(request, _bench(pk), text="Réponse modifiée"):
        try:
            validating.approve_with_edits(pk, **held_press(request), words=form.words())
        except Invalid as error:
            form.add_error(error.field or None, str(error))
            return _judging(request, pk, form)
    return _done(request, pk)


@only_pressed(_bench)
@login_required
def send_back(request: SignedIn, pk: int) -> HttpResponse:
    comment = request.POST.get("comment", "").replace("\r\n", "\n")
    with keeping(request, _bench(pk), comment="Votre commentaire"):
        try:
            validating.send_back(pk, **held_press(request), comment=comment)
        except Invalid as error:
            return _judging(request, pk, error=str(error))
    return _done(request, pk)


def _done(request: SignedIn, pk: int) -> HttpResponse:
    messages.success(request, what_was_done(pk))
    return go(request, reverse("workflow:validation"))
