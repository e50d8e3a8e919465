"""What moderators wait for: an author's word on each change, or an answer."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from stories.models import Story
from workflow.consent import proposals, questions
from workflow.consent.proposals import Answered
from workflow.consent.reminders import CLOSED_AFTER
from workflow.models import Decision, Proposal
from workflow.spine.refusals import Invalid
from workflow.workbench.presses import SignedIn, fresh_key, go, keeping, only_pressed, press


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
        return redirect("stories:mine")
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
    return render(request, "workflow/consent/to_author.html", context, status=422 if typed else 200)


@dataclass(frozen=True)
class ChangeToAgree:
    """One proposed change, with what its author typed about it and what is wrong with that."""

    pk: int
    of_title: bool
    before: str
    after: str
    reason: str
    answer: str
    words: str
    error: str


def _with_typed(proposal: Proposal, request: SignedIn, wrong: Invalid | None) -> list[ChangeToAgree]:
    return [
        ChangeToAgree(
            pk=change.pk,
            of_title=change.of_title,
            before=change.before.strip(),
            after=change.after.strip(),
            reason=change.reason,
            answer=request.POST.get(f"change-{change.pk}", ""),
            words=request.POST.get(f"words-{change.pk}", change.before.strip()),
            error=str(wrong) if wrong and wrong.field == f"change-{change.pk}" else "",
        )
        for change in proposal.changes.all()
    ]


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
    with keeping(request, reverse("stories:mine"), **own_words):
        try:
            outcome = proposals.answer_proposal(pk, **press(request), answers=answers)
        except Invalid as wrong:
            return to_author(request, pk, wrong)
    published = outcome.state == Story.State.PUBLISHED
    messages.success(
        request,
        "Votre expérience est publiée, comme convenu."
        if published
        else "Merci : votre réponse est envoyée au modérateur qui vous avait écrit.",
    )
    return go(request, reverse("stories:story", args=[pk]) if published else reverse("stories:mine"))


def _words(request: SignedIn, number: str) -> str:
    return request.POST.get(f"words-{number}", "").replace("\r\n", "\n").replace("\x00", "")[:15_000]


@only_pressed(_waits)
@login_required
def answer_question(request: SignedIn, pk: int) -> HttpResponse:
    typed = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in ("answer", "title", "text")}
    with keeping(request, reverse("stories:mine"), answer="Votre réponse", text="Votre récit"):
        try:
            questions.answer_question(pk, **press(request), **typed)
        except Invalid as wrong:
            return to_author(request, pk, wrong)
    messages.success(request, "Merci : votre réponse est envoyée au modérateur qui vous avait écrit.")
    return go(request, reverse("stories:mine"))
