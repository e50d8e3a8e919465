"""The two screens of telling about services: which ones, then how each was met."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from directory.perimeter import answers, answers_since
from directory.picker import Picker, structure_picker
from stories.models import Story
from stories.telling import drafts
from stories.telling.forms import ContactForm, ServicesForm
from stories.telling.going import go, or_thanks
from stories.telling.saving import typed_so_far, version_of
from stories.telling.screens import next_step, screen, then
from stories.telling.steps import told_in

FIELD = "structures"


@never_cache
@or_thanks
@require_http_methods(["GET", "HEAD", "POST"])
def services(request: HttpRequest, pk: int) -> HttpResponse:
    """Find the services, or say with one's own words which one it was."""
    draft = drafts.draft_or_404(request, pk)
    if request.method == "POST":
        return _save_services(request, draft)
    asked = request.GET.copy()
    asked.setlist(FIELD, [str(service.structure_id) for service in draft.services.all()])
    form = ServicesForm(initial={"other_service": draft.other_service}, chosen=())
    return screen(request, draft, "services", {"form": form, "picker": structure_picker(asked, FIELD)})


def _save_services(request: HttpRequest, draft: Story) -> HttpResponse:
    picker = structure_picker(request.POST, FIELD)
    ids = [structure.pk for structure in picker.chosen]
    asked = len(set(request.POST.getlist(FIELD)))
    form = ServicesForm(request.POST, chosen=picker.chosen, asked=asked)
    if not picker.looking and not form.is_valid():
        return screen(request, draft, "services", {"form": form, "picker": picker}, 422)
    other = typed_so_far(request).get("other_service", "").strip()
    try:
        drafts.save_services(draft, version_of(request), ids, other)
    except drafts.Changed as changed:
        held = told_in(changed.current, "services")
        context = {"form": form, "picker": picker, "held": held}
        return screen(request, changed.current, "services", context, 409)
    if picker.looking:
        return go(_looking(request, draft, picker))
    return go("stories:step", draft.pk, next_step(request, "services", skip=not ids))


def _looking(request: HttpRequest, draft: Story, picker: Picker) -> str:
    """« Chercher » and « Retirer » without a script: this page again, with what was found."""
    query = {"puis": then(request)} if then(request) else {}
    if "find" in request.POST:
        query |= {"find": "1", "q": picker.words}
    return f"{reverse('stories:services', args=[draft.pk])}?{urlencode(query)}"


@never_cache
@or_thanks
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """How each service was met; one that does not answer yet is said so."""
    draft = drafts.draft_or_404(request, pk)
    if not draft.services.all():
        return go("stories:services", pk)
    form = ContactForm(request.POST if request.method == "POST" else None, draft=draft)
    held = None
    if form.is_bound and form.is_valid():
        try:
            drafts.save_modes(draft, version_of(request), form.modes)
            return go("stories:step", pk, next_step(request, "contact"))
        except drafts.Changed as changed:
            draft, held = changed.current, told_in(changed.current, "contact")
    since = answers_since([service.structure for service in form.told])
    silent = {structure for structure, day in since.items() if not answers(day)}
    status = 409 if held is not None else 422 if form.errors else 200
    return screen(request, draft, "contact", {"form": form, "silent": silent, "held": held}, status)
