"""What moderators wait for: an author's word on each change, an answer, a new text, an answer to a reply."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from stories.models import AnswerBack, Routing, Story
from workflow import actions
from workflow.actions import Answered
from workflow.actions.reminders import CLOSED_AFTER
from workflow.answers import SignedIn, fresh_key, go, keeping, press
from workflow.models import Decision, Proposal, ProposedChange
from workflow.pressed import only_pressed
from workflow.refusals import Invalid

MINE = "stories:mine"


def _waits(pk: int) -> str:
    return reverse("workflow:to_author", args=[pk])


@never_cache
@login_required
def to_author(request: SignedIn, pk: int, typed: Invalid | None = None) -> HttpResponse:
    """What waits for this story's author: a rewrite to agree to, change by change, or a question."""
    story = get_object_or_404(Story, pk=pk, author=request.user)
    if story.state != Story.State.AWAITING_AUTHOR:
        answered = story.state == Story.State.SUBMITTED and story.awaiting_since is None and story.decided_at
        messages.info(
            request,
            "Vous avez déjà répondu : un modérateur relit votre expérience."
            if answered
            else "Nous n'attendons plus votre réponse pour cette expérience.",
        )
        return redirect(MINE)
    asked = story.questions.filter(answered_at=None).last()
    proposal = story.proposals.filter(answered_at=None).prefetch_related("changes").first()
    context = {
        "story": story,
        "key": fresh_key(),
        "decision": story.decisions.filter(
            outcome__in=[Decision.Outcome.ASK, Decision.Outcome.REWRITE]
        ).last(),
        "question": asked,
        "until": story.awaiting_since + CLOSED_AFTER if story.awaiting_since else None,
        "changes": _with_typed(proposal, request, typed) if proposal else [],
        "error": str(typed) if typed else "",
        "typed": request.POST,
    }
    return render(request, "workflow/author/to_author.html", context, status=422 if typed else 200)


def _with_typed(proposal: Proposal, request: SignedIn, wrong: Invalid | None) -> list[ProposedChange]:
    changes = list(proposal.changes.all())
    for change in changes:
        change.before, change.after = change.before.strip(), change.after.strip()
        change.answer = request.POST.get(f"change-{change.pk}", "")
        change.words = request.POST.get(f"words-{change.pk}", change.before)
        change.error = str(wrong) if wrong and wrong.field == f"change-{change.pk}" else ""  # type: ignore[attr-defined]
    return changes


@only_pressed(_waits)
@login_required
def answer_proposal(request: SignedIn, pk: int) -> HttpResponse:
    names = [
        name
        for name in request.POST
        if name.startswith("change-") and name[7:].isascii() and name[7:].isdigit()
    ]
    answers = {int(name[7:25]): Answered(request.POST[name], _words(request, name[7:])) for name in names}
    own_words = {f"words-{number}": f"Votre version {number}" for number in answers}
    with keeping(request, reverse(MINE), **own_words):
        try:
            outcome = actions.answer_proposal(pk, **press(request), answers=answers)
        except Invalid as wrong:
            return to_author(request, pk, wrong)
    published = outcome.state == Story.State.PUBLISHED
    messages.success(
        request,
        "Votre expérience est publiée, comme convenu."
        if published
        else "Merci : votre réponse est envoyée au modérateur qui vous avait écrit.",
    )
    return go(request, reverse("stories:story", args=[pk]) if published else reverse(MINE))


def _words(request: SignedIn, number: str) -> str:
    return request.POST.get(f"words-{number}", "").replace("\r\n", "\n").replace("\x00", "")[:15_000]


@only_pressed(_waits)
@login_required
def answer_question(request: SignedIn, pk: int) -> HttpResponse:
    typed = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in ("answer", "title", "text")}
    with keeping(request, reverse(MINE), answer="Votre réponse", text="Votre récit"):
        try:
            actions.answer_question(pk, **press(request), **typed)
        except Invalid as wrong:
            return to_author(request, pk, wrong)
    messages.success(request, "Merci : votre réponse est envoyée au modérateur qui vous avait écrit.")
    return go(request, reverse(MINE))


@never_cache
@login_required
def resubmit(request: SignedIn, pk: int) -> HttpResponse:
    """Take up again what was not published, seeing why."""
    wrong = None
    if request.method == "POST":  # looked up by the move itself: the same press again must find the story too
        typed = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in ("title", "text")}
        with keeping(request, reverse(MINE), text="Votre récit"):
            try:
                actions.resubmit(pk, **press(request), **typed)
            except Invalid as error:
                wrong = error
            else:
                messages.success(request, "Votre récit est renvoyé : un modérateur va le lire.")
                return go(request, reverse(MINE))
    story = get_object_or_404(Story, pk=pk, author=request.user, state=Story.State.REJECTED, in_effect=True)
    context = {
        "story": story,
        "key": fresh_key(),
        "decision": story.decisions.filter(outcome=Decision.Outcome.REJECT).last(),
        "title": request.POST.get("title", story.title),
        "text": request.POST.get("text", story.text),
        "wrong": wrong,
    }
    return render(request, "workflow/author/resubmit.html", context, status=422 if wrong else 200)


@never_cache
@login_required
def say_back(request: SignedIn, pk: int) -> HttpResponse:
    """Answer a reply, once, or again after a refusal; ``pk`` is its routing's."""
    theirs = Routing.objects.filter(story__author=request.user, state=Routing.State.ANSWERED)
    routing = theirs.select_related("reply", "story", "structure").filter(pk=pk).first()
    if routing is None or not routing.story.is_public:
        raise Http404
    wrong = None
    before = AnswerBack.objects.filter(reply__routing=routing).first()
    refused = before if before and before.state == Story.State.REJECTED else None
    if request.method == "POST":
        with keeping(request, reverse(MINE), text="Votre suite"):
            try:
                actions.say_back(
                    pk, **press(request), text=request.POST.get("text", "").replace("\r\n", "\n")
                )
            except Invalid as error:
                wrong = error
            else:
                messages.success(request, "Merci : un modérateur lira votre suite avant qu'elle paraisse.")
                return go(request, reverse(MINE))
    elif before and not refused:
        messages.info(request, "Vous avez déjà écrit une suite à cette réponse.")
        return redirect(MINE)
    context = {
        "routing": routing,
        "key": fresh_key(),
        "refused": refused,
        "text": request.POST.get("text", refused.text if refused else ""),
        "wrong": wrong,
    }
    return render(request, "workflow/author/say_back.html", context, status=422 if wrong else 200)
