"""Where an author judges a reply."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse

from workflow.replies import rating
from workflow.workbench.presses import SignedIn, go, keeping, only_pressed, press


@only_pressed(lambda pk: reverse("stories:rate", args=[pk]))
@login_required
def rate(request: SignedIn, pk: int) -> HttpResponse:
    with keeping(request, reverse("stories:mine"), word="Votre mot"):
        rating.rate(
            pk,
            **press(request),
            rating=request.POST.get("rating", ""),
            word=request.POST.get("word", ""),
        )
    messages.success(request, "Merci : votre avis sur cette réponse est enregistré.")
    return go(request, reverse("stories:mine"))
