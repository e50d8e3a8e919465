"""What an author presses about their own story."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from stories.models import Story
from workflow.author import actions
from workflow.models import Decision
from workflow.spine.refusals import Invalid
from workflow.workbench.presses import SignedIn, fresh_key, go, keeping, only_pressed, press


@never_cache
@login_required
def resubmit(request: SignedIn, pk: int) -> HttpResponse:
    """Take up again what was not published, seeing why."""
    wrong = None
    if request.method == "POST":  # looked up by the move itself: the same press again must find the story too
        typed = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in ("title", "text")}
        with keeping(request, reverse("stories:mine"), text="Votre récit"):
            try:
                actions.resubmit(pk, **press(request), **typed)
            except Invalid as error:
                wrong = {error.field: str(error)}
            else:
                messages.success(request, "Votre récit est renvoyé : un modérateur va le lire.")
                return go(request, reverse("stories:mine"))
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


@only_pressed(lambda pk: reverse("stories:withdraw", args=[pk]))
@login_required
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    with keeping(request, reverse("stories:withdraw", args=[pk])):
        actions.withdraw(pk, **press(request))
    messages.success(request, "Votre expérience est retirée : vous seul la voyez encore.")
    return go(request, reverse("stories:mine"))
