"""The moderation desk: the queue, the workbench, and the three decisions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from directory.picker import structure_picker
from live.fragments import draw_marked
from live.page import live_page
from stories.diff import difference
from stories.models import Story
from workflow import actions, queues
from workflow.answers import SignedIn, bench_url, fresh_key, go, held_press, keeping
from workflow.counts import OwnQueue
from workflow.forms import CorrectForm, PublishForm, RejectForm
from workflow.fragments import STORY_ROW, moderate_audience, moderators_audience
from workflow.models import PrivateCopy, RejectionReason, Step
from workflow.refusals import Invalid, NotAllowed, NotSeen


@login_required
def moderation(request: SignedIn) -> HttpResponse:
    """The queue alone."""
    return _desk(request, None)


@login_required
def bench(request: SignedIn, pk: int) -> HttpResponse:
    """The queue with one story open: read-only until it is claimed in this tab.

    Posted to by the service picker's own buttons, without JavaScript: nothing is decided then.
    """
    return _desk(request, pk)


def _desk(request: SignedIn, pk: int | None, form=None, opened: str = "") -> HttpResponse:
    viewer = request.user.viewer
    if not viewer.is_moderator:
        raise NotAllowed("La modération est réservée aux modérateurs.")
    topics = ["moderation", f"person:{request.user.pk}"]
    live = live_page(request, *topics, *([f"bench:{pk}"] if pk else []))
    waiting = queues.marks_to_read(viewer)
    rows = draw_marked(STORY_ROW, waiting, moderators_audience(viewer))
    more = len(waiting) == queues.SHOWN
    context = {
        "live": live,
        "key": fresh_key(),
        "rows": mark_safe("\n".join(rows)),
        "counts": OwnQueue(queues.to_read(viewer).count() if more else len(waiting)),
        "reasons": RejectionReason.choices,
        "form": form,
        "typed": request.POST,
        "opened": opened,
    }
    if pk is not None:
        context |= _workbench(request, pk)
    return render(request, "workflow/moderation.html", context, status=422 if form else 200)


def _workbench(request: SignedIn, pk: int) -> dict[str, object]:
    story = queues.load_stories([pk]).get(pk)
    if story is None or not moderate_audience(request.user.viewer, story):
        raise NotSeen()
    tab = request.POST.get("tab") or request.GET.get("tab", "")
    lease = queues.lease_of(story)
    mine = lease is not None and lease.holder_id == request.user.pk
    original = story.texts.order_by("pk").first()
    corrected = (
        original
        if original and story.state == Story.State.PUBLISHED and original.text != story.text
        else None
    )
    return {
        "story": story,
        "tab": tab,
        "mine": mine,
        "here": lease is not None and mine and str(lease.tab) == tab and story.state == Story.State.SUBMITTED,
        "changes": difference(corrected.text, story.text) if corrected else None,
        "copies": PrivateCopy.objects.filter(person=request.user, step=Step.MODERATE, item_id=pk).order_by(
            "-pk"
        )[:3],
        "picker": structure_picker(
            request.POST, initial=[service.structure_id for service in story.services.all()]
        ),
    }


@login_required
@require_POST
def next_story(request: SignedIn) -> HttpResponse:
    with keeping(request, reverse("workflow:moderation")):
        found = actions.claim_next(by=request.user, key=request.POST.get("key"))
    if found is None:
        messages.info(request, "Rien à lire : la file est vide ou tout est pris en charge.")
        return go(request, reverse("workflow:moderation"))
    return go(request, bench_url(Step.MODERATE, found.item_id, found.detail["tab"]))


@login_required
@require_POST
def publish(request: SignedIn, pk: int) -> HttpResponse:
    form = PublishForm(request.POST)
    if form.is_valid() and _has_correction(request, pk):
        form.add_error(
            None, "Vous avez modifié le texte : publiez la correction, ou remettez le texte d'origine."
        )
        return _desk(request, pk, form, "correct")
    return _decide(request, pk, form, actions.publish, "Publiée")


def _has_correction(request: SignedIn, pk: int) -> bool:
    """Whether the words sent along are not the story's: « Publier » must never throw a correction away."""
    story = Story.objects.filter(pk=pk).only("title", "text").first()
    return story is not None and any(
        request.POST.get(name, kept).split() != kept.split()
        for name, kept in [("title", story.title), ("text", story.text)]
    )


@login_required
@require_POST
def correct(request: SignedIn, pk: int) -> HttpResponse:
    return _decide(request, pk, CorrectForm(request.POST), actions.correct, "Corrigée et publiée")


@login_required
@require_POST
def reject(request: SignedIn, pk: int) -> HttpResponse:
    return _decide(request, pk, RejectForm(request.POST), actions.reject, "Non publiée")


def _decide(request: SignedIn, pk: int, form, verb, done: str) -> HttpResponse:
    """Check the form, decide, back to the queue; a mistake gives the page back with all that was typed."""
    panel = verb.__name__
    if not form.is_valid():
        return _desk(request, pk, form, panel)
    with keeping(
        request,
        bench_url(Step.MODERATE, pk),
        title="Titre corrigé",
        text="Texte corrigé",
        message="Mot à l'auteur",
    ):
        try:
            verb(pk, **held_press(request), **form.arguments())
        except Invalid as error:
            field = {"reason": f"{panel}_reason"}.get(error.field, error.field)
            form.add_error(field if field in form.fields else None, str(error))
            return _desk(request, pk, form, panel)
    messages.success(request, f"{done}.")
    return go(request, reverse("workflow:moderation"))
