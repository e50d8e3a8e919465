"""Where agents answer: the inbox, the editor with its autosave, the submission."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from live.page import LivePage, live_page
from stories.models import Reply, Routing
from workflow import actions, queues
from workflow.answers import SignedIn, bench_url, fresh_key, go, held_press, keeping
from workflow.counts import load_inbox
from workflow.forms import ReplyForm
from workflow.fragments import reply_audience
from workflow.models import PrivateCopy, Step
from workflow.refusals import Invalid, NotAllowed, NotSeen

GREETINGS = ["Bonjour {pseudonyme},", "Chère usagère, cher usager,", "Madame, Monsieur,"]


@login_required
def inbox(request: SignedIn) -> HttpResponse:
    """What waits for a reply in one's structures and below."""
    return _replies(request, None)


@login_required
def desk(request: SignedIn, pk: int) -> HttpResponse:
    """The inbox with one story open: the editor once it is claimed in this tab, else live reading."""
    return _replies(request, pk)


def _replies(request: SignedIn, pk: int | None, form: ReplyForm | None = None) -> HttpResponse:
    viewer = request.user.viewer
    if not viewer.memberships and not viewer.is_steering:
        raise NotAllowed("Cet espace est réservé aux agents des services publics.")
    live = reply_page(request, pk)
    waiting = queues.for_inboxes(queues.to_answer(viewer)[: queues.SHOWN])
    context: dict[str, Any] = {
        "live": live,
        "key": fresh_key(),
        "routings": queues.with_verdicts(queues.with_claims(waiting, Step.DRAFT)),
        "counts": load_inbox()["inbox"],
        "form": form,
    }
    if pk is not None:
        context |= reply_workbench(request, pk, Step.DRAFT)
        context |= _editor(context["routing"], form)
    return render(request, "workflow/inbox.html", context, status=422 if form else 200)


def reply_page(request: SignedIn, pk: int | None) -> LivePage:
    """A page that hears its structures, its own person, and the open routing."""
    viewer = request.user.viewer
    houses = [f"structure:{structure}" for structure in viewer.structures]
    if viewer.is_steering:
        houses.append("structure:all")
    topics = [*houses, f"person:{request.user.pk}", *([f"desk:{pk}"] if pk else [])]
    return live_page(request, *topics)


def reply_workbench(request: SignedIn, pk: int, step: Step) -> dict[str, Any]:
    """What both workbenches show of a routing, or NotSeen."""
    routing = queues.load_routings([pk]).get(pk)
    if routing is None or not (rights := reply_audience(request.user.viewer, routing)):
        raise NotSeen()
    tab = request.POST.get("tab") or request.GET.get("tab", "")
    lease = queues.lease_of(routing)
    if lease and lease.step != step:
        lease = None
    mine = lease is not None and lease.holder_id == request.user.pk
    return {
        "routing": routing,
        "story": routing.story,
        "rights": rights.split(),
        "others": routing.story.routings.exclude(pk=pk).select_related("structure"),
        "tab": tab,
        "mine": mine,
        "here": lease is not None and mine and str(lease.tab) == tab,
        "copies": PrivateCopy.objects.filter(person=request.user, step=step, item_id=pk).order_by("-pk")[:3],
    }


def _editor(routing: Routing, form: ReplyForm | None) -> dict[str, object]:
    draft = getattr(routing, "draft", None)
    greeting = GREETINGS[0].format(pseudonyme=routing.story.pseudonym)
    return {
        "greetings": [greeting, *GREETINGS[1:]],
        "signatures": [str(routing.structure)],
        "statuses": Reply.Status.choices,
        "saves": draft.saves if draft else 0,
        "words": form.data
        if form
        else {
            "text": draft.text if draft else "",
            "greeting": draft.greeting if draft and draft.saves else greeting,
            "signature": draft.signature if draft and draft.saves else str(routing.structure),
            "status": draft.status if draft else Reply.Status.INFORMATION,
        },
    }


@login_required
@require_POST
def save_draft(request: SignedIn, pk: int) -> HttpResponse:
    """Autosave (JSON answer), or the « Enregistrer » button without JavaScript."""
    by_button = request.POST.get("by") == "button"
    form = ReplyForm(request.POST)
    if not form.is_valid():
        if by_button:
            return _replies(request, pk, form)
        return JsonResponse({"errors": form.errors}, status=422)
    with keeping(request, bench_url(Step.DRAFT, pk), text="Votre projet de réponse"):
        outcome = actions.save_draft(
            pk, **held_press(request), saves=request.POST.get("saves"), words=form.words()
        )
    if by_button:
        messages.success(request, "Projet enregistré.")
        return go(request, bench_url(Step.DRAFT, pk, request.POST.get("tab")))
    return JsonResponse(
        {
            "version": outcome.version,
            "saves": outcome.detail["saves"],
            "at": timezone.localtime().strftime("%H:%M:%S"),
        }
    )


@login_required
@require_POST
def submit_reply(request: SignedIn, pk: int) -> HttpResponse:
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _replies(request, pk, form)
    with keeping(request, bench_url(Step.DRAFT, pk), text="Votre projet de réponse"):
        try:
            outcome = actions.submit_reply(
                pk, **held_press(request), words=form.words(), saves=request.POST.get("saves") or None
            )
        except Invalid as error:
            form.add_error(error.field or None, str(error))
            return _replies(request, pk, form)
    published = outcome.state == Routing.State.ANSWERED
    messages.success(request, "Réponse publiée." if published else "Réponse soumise à validation.")
    return go(request, reverse("workflow:inbox"))
