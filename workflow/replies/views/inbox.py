"""Where agents answer: the inbox, the editor with its autosave, the submission."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache

from stories.models import Reply, Routing
from workflow.models import Step
from workflow.replies import drafting
from workflow.replies.desk import SALUTATIONS, go_to_next, greets_twice, reply_desk
from workflow.replies.forms import ReplyForm
from workflow.replies.queues import to_answer
from workflow.spine.refusals import Invalid, NotAllowed
from workflow.workbench.benches import bench_url
from workflow.workbench.presses import SignedIn, go, held_press, keeping, only_pressed

WENT = {
    **dict.fromkeys(Routing.State.values, "a changé d'état depuis"),
    Routing.State.TO_VALIDATE: "est soumise à validation",
    Routing.State.DRAFTING: "est renvoyée à ses rédacteurs",
}
GREETINGS = ["Bonjour {pseudonyme},", "Chère usagère, cher usager,", "Madame, Monsieur,"]


def _bench(pk: int) -> str:
    return bench_url(Step.DRAFT, pk)


@login_required
@never_cache
def inbox(request: SignedIn) -> HttpResponse:
    """What waits for a reply in one's structures and below."""
    return _replies(request, None)


@login_required
@never_cache
def desk(request: SignedIn, pk: int) -> HttpResponse:
    """The inbox with one story open: the editor once it is claimed in this tab, else live reading."""
    return _replies(request, pk)


def _replies(request: SignedIn, pk: int | None, form: ReplyForm | None = None) -> HttpResponse:
    viewer = request.user.viewer
    if not viewer.memberships and not viewer.is_steering:
        raise NotAllowed("Cet espace est réservé aux agents des services publics.")
    context = reply_desk(request, Step.DRAFT, to_answer(viewer), pk)
    if "suivante" in request.GET:
        return go_to_next(request, context)
    if pk is not None:
        context |= _editor(context["routing"], form)
    return render(request, "workflow/replies/inbox.html", context, status=422 if form else 200)


def _editor(routing: Routing, form: ReplyForm | None) -> dict[str, Any]:
    draft = getattr(routing, "draft", None)
    greeting = GREETINGS[0].format(pseudonyme=routing.story.pseudonym)
    kept = {
        "text": draft.text if draft else "",
        "greeting": draft.greeting if draft and draft.saves else greeting,
        "signature": draft.signature if draft and draft.saves else str(routing.structure),
        "status": draft.status if draft else Reply.Status.INFORMATION,
    }
    words = form.data if form else kept
    return {
        "form": form,
        "greetings": [greeting, *GREETINGS[1:]],
        "statuses": Reply.Status.choices,
        "saves": draft.saves if draft else 0,
        "words": words,
        "salutations": SALUTATIONS,
        "greets_twice": greets_twice(words.get("greeting", ""), words.get("text", "")),
    }


@only_pressed(_bench)
@login_required
def save_draft(request: SignedIn, pk: int) -> HttpResponse:
    """Autosave (JSON answer), or the « Enregistrer » button without JavaScript."""
    by_button = request.POST.get("by") == "button"
    form = ReplyForm(request.POST)
    if not form.is_valid():
        if by_button:
            return _replies(request, pk, form)
        return JsonResponse({"errors": form.errors}, status=422)
    with keeping(request, _bench(pk), text="Votre projet de réponse"):
        outcome = drafting.save_draft(
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


@only_pressed(_bench)
@login_required
def submit_reply(request: SignedIn, pk: int) -> HttpResponse:
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _replies(request, pk, form)
    with keeping(request, _bench(pk), text="Votre projet de réponse"):
        try:
            drafting.submit_reply(
                pk, **held_press(request), words=form.words(), saves=request.POST.get("saves") or None
            )
        except Invalid as error:
            form.add_error(error.field or None, str(error))
            return _replies(request, pk, form)
    messages.success(request, what_was_done(pk))
    return go(request, reverse("workflow:inbox"))


def what_was_done(pk: int) -> SafeString:
    """Where a reply went, with the title of its story, and its page once it is published."""
    routing = Routing.objects.select_related("story").get(pk=pk)
    if routing.state != Routing.State.ANSWERED:
        return format_html("La réponse à «\u00a0{}\u00a0» {}.", routing.story.title, WENT[routing.state])
    return format_html(
        'La réponse à «\u00a0{}\u00a0» est publiée. <a href="{}#story_reply-{}">Voir la page</a>',
        routing.story.title,
        reverse("stories:story", args=[routing.story_id]),
        pk,
    )
