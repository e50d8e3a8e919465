"""Where an author answers a reply."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from stories.models import AnswerBack, Routing, Story
from workflow.answers_back import actions
from workflow.spine.refusals import Invalid
from workflow.workbench.presses import SignedIn, fresh_key, go, keeping, press


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
        with keeping(request, reverse("stories:mine"), text="Votre suite"):
            try:
                actions.say_back(
                    pk, **press(request), text=request.POST.get("text", "").replace("\r\n", "\n")
                )
            except Invalid as error:
                wrong = error
            else:
                messages.success(request, "Merci : un modérateur lira votre suite avant qu'elle paraisse.")
                return go(request, reverse("stories:mine"))
    elif before and not refused:
        messages.info(request, "Vous avez déjà écrit une suite à cette réponse.")
        return redirect("stories:mine")
    context = {
        "routing": routing,
        "key": fresh_key(),
        "refused": refused,
        "text": request.POST.get("text", refused.text if refused else ""),
        "wrong": wrong,
    }
    return render(request, "workflow/answers_back/say_back.html", context, status=422 if wrong else 200)
