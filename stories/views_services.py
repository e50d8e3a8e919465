"""The two screens of telling about services: which ones, then how each was met."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from directory.perimeter import answers, answers_since
from directory.picker import structure_picker
from stories import drafts
from stories.forms import ContactForm, ServicesForm
from stories.screens import next_step, screen


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def services(request: HttpRequest, pk: int) -> HttpResponse:
    """Find the services, or say with one's own words which one it was."""
    draft = drafts.draft_or_404(request, pk)
    told = [service.structure_id for service in draft.services.all()]
    data = request.POST if request.method == "POST" else None
    picker = structure_picker(request.POST, "structures", initial=told)
    form = ServicesForm(data, chosen=picker.chosen, initial={"other_service": draft.other_service})
    if data is not None and not picker.looking and form.is_valid():
        ids = [structure.pk for structure in picker.chosen]
        drafts.save_services(draft, ids, form.cleaned_data["other_service"])
        return redirect("stories:step", pk, next_step(request, "services", skip=not ids))
    if picker.looking:
        form = ServicesForm(initial=request.POST.dict(), chosen=picker.chosen)
    status = 422 if form.errors else 200
    return screen(request, draft, "services", {"form": form, "picker": picker}, status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """How each service was met; one that does not answer yet is said so."""
    draft = drafts.draft_or_404(request, pk)
    form = ContactForm(request.POST if request.method == "POST" else None, draft=draft)
    if form.is_bound and form.is_valid():
        drafts.save_modes(draft, form.modes)
        return redirect("stories:step", pk, next_step(request, "contact"))
    since = answers_since([service.structure for service in form.told])
    silent = {structure for structure, day in since.items() if not answers(day)}
    status = 422 if form.errors else 200
    return screen(request, draft, "contact", {"form": form, "silent": silent}, status)
