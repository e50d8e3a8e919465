"""Calibration: how many second readings wait, and one of them, blind."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache

from live.fragments import draw, draw_marked
from live.page import live_page
from stories.topics import person
from workflow.calibration import actions
from workflow.calibration.forms import OpinionForm
from workflow.calibration.fragments import CALIBRATE_BENCH, CALIBRATION_COUNT
from workflow.calibration.waiting import CALIBRATION, load_waiting, take_next, words_read
from workflow.claims.holding import holding
from workflow.models import Calibration, RejectionReason, Step
from workflow.spine import topics
from workflow.spine.leases import lease_of, with_claims
from workflow.spine.refusals import Invalid, NotSeen, TooLate
from workflow.workbench.benches import bench_url
from workflow.workbench.doors import only_moderators
from workflow.workbench.presses import SignedIn, fresh_key, go, held_press, keeping, only_pressed

# Those of the moderation desk, for OpinionForm.OUTCOMES in their order.
KEYS = "pcrdxe"


def _bench(pk: int) -> str:
    return bench_url(Step.CALIBRATE, pk)


def _calibration() -> str:
    return reverse("workflow:calibration")


@login_required
@never_cache
def calibration(request: SignedIn) -> HttpResponse:
    """How many wait, and nothing else of them."""
    return _desk(request, None)


@login_required
@never_cache
def calibrate(request: SignedIn, pk: int) -> HttpResponse:
    """One story as its author sent it: neither what was decided of it, nor what became of it."""
    return _desk(request, pk)


def _desk(request: SignedIn, pk: int | None, form: Form | None = None) -> HttpResponse:
    viewer = request.user.viewer
    only_moderators(viewer)
    heard = [person(request.user.pk), topics.CALIBRATION]
    live = live_page(request, *heard, *([topics.calibration(pk)] if pk else []))
    waiting = load_waiting()[CALIBRATION]
    theirs = waiting.of_viewer(viewer)
    context = {
        "live": live,
        "key": fresh_key(),
        "waiting": len(theirs),
        "count": mark_safe(draw(CALIBRATION_COUNT, waiting, len(theirs))),
        "form": form,
        "typed": request.POST,
    }
    if pk is not None:
        context |= _workbench(request, next((one for one in theirs if one.story_id == pk), None))
    return render(request, "workflow/calibration/calibration.html", context, status=422 if form else 200)


def _workbench(request: SignedIn, waiting: Calibration | None) -> dict[str, Any]:
    words = waiting and words_read(waiting)
    if waiting is None or words is None:
        raise NotSeen()
    (story,) = with_claims([waiting.story], Step.CALIBRATE)
    return {
        "story": story,
        "words": words,
        "services": [service for service in story.services.all() if not service.by_moderator],
        "outcomes": [*zip(KEYS, OpinionForm.OUTCOMES, strict=True)],
        "reasons": RejectionReason.choices,
        **holding(request, lease_of(story)),
        "bench": mark_safe("".join(draw_marked(CALIBRATE_BENCH, [story], "reader"))),
    }


@only_pressed(_calibration)
@login_required
def next_calibration(request: SignedIn) -> HttpResponse:
    """The oldest that waits for this person, claimed."""
    only_moderators(request.user.viewer)
    with keeping(request, _calibration()):
        found = take_next(by=request.user, key=request.POST.get("key"))
    if found is None:
        messages.info(request, "Aucune relecture ne vous attend.")
        return go(request, _calibration())
    return go(request, bench_url(Step.CALIBRATE, found.item_id, found.detail["tab"]))


@only_pressed(_bench)
@login_required
def opine(request: SignedIn, pk: int) -> HttpResponse:
    form = OpinionForm(request.POST)
    if not form.is_valid():
        return _desk(request, pk, form)
    with keeping(request, _calibration()):
        try:
            actions.opine(pk, **held_press(request), **form.arguments())
        except TooLate as refusal:
            # What became of the story is what the second reader must not know.
            raise TooLate("Cette relecture n'a pas été gardée : le récit a bougé entre-temps.") from refusal
        except Invalid as error:
            form.add_error(None, str(error))
            return _desk(request, pk, form)
    messages.success(request, "Votre avis est gardé. Rien n'a changé pour l'auteur ni pour le récit.")
    # « Suivant » brings one now and then among the stories to read: back to them.
    return go(request, reverse("workflow:moderation"))
