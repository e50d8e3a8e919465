"""What moderators press: the next story, and every decision on the one they hold."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from stories.models import Story
from workflow.consent import questions
from workflow.consent.proposals import propose_rewrite
from workflow.decisions.words import EDITED
from workflow.models import Step
from workflow.moderation import actions
from workflow.moderation.forms import AskForm, CorrectForm, EscalateForm, ProposeForm, PublishForm, RejectForm
from workflow.moderation.undo import undo as take_back
from workflow.moderation.views.desk import desk
from workflow.moderation.views.going_on import next_url_of, worked_through
from workflow.spine.moves import Outcome
from workflow.spine.refusals import Refusal
from workflow.workbench import panels
from workflow.workbench.benches import bench_url
from workflow.workbench.panels import Panel
from workflow.workbench.presses import SignedIn, go, keeping, only_pressed, press

PUBLISH = Panel("publish", PublishForm, actions.publish, shown_in={EDITED: "correct"})
CORRECT = Panel("correct", CorrectForm, actions.correct, called={"reason": "correct_reason"})
REJECT = Panel("reject", RejectForm, actions.reject, called={"reason": "reject_reason"})
PROPOSE = Panel("propose_rewrite", ProposeForm, propose_rewrite)
ASK = Panel("ask", AskForm, questions.ask)
ESCALATE = Panel("escalate", EscalateForm, actions.escalate)
TYPED = {
    "title": "Titre corrigé",
    "text": "Texte corrigé",
    "correct_reason": "Raison de la correction",
    "message": "Mot à l'auteur",
    "question": "Question à l'auteur",
    "note": "Note",
}
# What follows a decision, as this browser last chose: the next story, or the queue.
THEN = "then"
THEN_SECONDS = 365 * 24 * 3600


def _queue() -> str:
    return reverse("workflow:moderation")


def _bench(pk: int) -> str:
    return bench_url(Step.MODERATE, pk)


@only_pressed(_queue)
@login_required
def next_story(request: SignedIn) -> HttpResponse:
    with keeping(request, _queue()):
        url = next_url_of(request)
    if url is None:
        messages.info(request, "Rien à lire : la file est vide ou tout est pris en charge.")
    return go(request, url or reverse(worked_through(request).url_name))


@only_pressed(_bench)
@login_required
def publish(request: SignedIn, pk: int) -> HttpResponse:
    return _decide(request, pk, PUBLISH)


@only_pressed(_bench)
@login_required
def correct(request: SignedIn, pk: int) -> HttpResponse:
    return _decide(request, pk, CORRECT)


@only_pressed(_bench)
@login_required
def reject(request: SignedIn, pk: int) -> HttpResponse:
    return _decide(request, pk, REJECT)


@only_pressed(_bench)
@login_required
def propose(request: SignedIn, pk: int) -> HttpResponse:
    """Twice: first to see the changes and say why, then to send them to the author."""
    form = ProposeForm(request.POST, pk)
    if form.is_valid() and not form.cleaned_data["reasons"] and form.proposed:
        return desk(request, pk, form, PROPOSE.name)
    return _decide(request, pk, PROPOSE, form)


@only_pressed(_bench)
@login_required
def ask(request: SignedIn, pk: int) -> HttpResponse:
    return _decide(request, pk, ASK)


@only_pressed(_bench)
@login_required
def escalate(request: SignedIn, pk: int) -> HttpResponse:
    return _decide(request, pk, ESCALATE)


@only_pressed(_bench)
@login_required
def undo(request: SignedIn, pk: int) -> HttpResponse:
    with keeping(request, _bench(pk)):
        undone = take_back(pk, **press(request))
    messages.info(request, "La décision est annulée : personne n'en a rien su.")
    return go(request, bench_url(Step.MODERATE, pk, undone.detail.get("tab", "")))


def _decide(request: SignedIn, pk: int, panel: Panel, form: ProposeForm | None = None) -> HttpResponse:
    """Decide, say so, go on."""
    done = panels.decide(
        request,
        pk,
        panel,
        lambda wrong, opened: desk(request, pk, wrong, opened),
        back=_bench(pk),
        typed=TYPED,
        form=form,
    )
    if isinstance(done, HttpResponse):
        return done
    messages.success(request, _what_was_done(done, corrected=panel is CORRECT))
    return _go_on(request)


DONE = {
    Story.State.REJECTED: "n'est pas publiée, son auteur est prévenu.",
    Story.State.AWAITING_AUTHOR: "attend la réponse de son auteur.",
    Story.State.SUBMITTED: "est transmise en seconde lecture.",
}
UNDO = (
    "«\u00a0{}\u00a0» {}. <span data-for-now>"
    '<button class="fr-btn fr-btn--sm fr-btn--tertiary" form="desk" formaction="{}" name="version" value="{}" '
    'data-key="u" id="undo">Annuler <kbd>U</kbd></button> <time data-until="{}">pendant dix secondes</time></span>'
)


def _what_was_done(done: Outcome, *, corrected: bool) -> SafeString:
    pk = done.item_id
    story = done.item or Story.objects.defer("text").get(pk=pk)
    assert isinstance(story, Story)
    published = "est corrigée et publiée" if corrected else "est publiée"
    if not story.in_effect and story.effective_at:
        what = published if story.state == Story.State.PUBLISHED else "n'est pas publiée"
        url, until = reverse("workflow:undo", args=[pk]), story.effective_at.isoformat()
        return format_html(UNDO, story.title, what, url, story.version, until)
    if story.state == Story.State.PUBLISHED:
        page = reverse("stories:story", args=[pk])
        said = '«\u00a0{}\u00a0» {}. <a href="{}">Voir la page publique</a>'
        return format_html(said, story.title, published, page)
    return format_html("«\u00a0{}\u00a0» {}", story.title, DONE[Story.State(story.state)])


def _go_on(request: SignedIn) -> HttpResponse:
    """To the next story where the decision was sent with this wish, else to the queue."""
    url, wish = None, request.POST.get(THEN)
    if wish == "next":
        try:
            url = next_url_of(request)
        except Refusal:
            url = None  # the decision stands; hands full of other stories only mean: choose oneself
    answer = go(request, url or reverse(worked_through(request).url_name))
    if "goes_on" in request.POST:
        answer.set_cookie(THEN, wish or "stay", max_age=THEN_SECONDS, samesite="Lax", httponly=True)
    return answer
