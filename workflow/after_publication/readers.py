"""What any reader can do about a published text: say that something is wrong with it, without an account."""

from hashlib import sha256

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from stories.models import Story
from stories.telling.going import go
from workflow.after_publication import actions
from workflow.after_publication.forms import ReportForm
from workflow.after_publication.reports import is_flooded
from workflow.spine.keys import check_key
from workflow.spine.refusals import NotSeen, TooMany
from workflow.workbench.presses import fresh_key, keeping

HOUR = 3600
# A whole prefecture reads behind one address; one browser has little to add about one text.
PER_ADDRESS, PER_BROWSER = 120, 2
# In the session: ids of stories, so many of the last ones.
REPORTED, REMEMBERED = "reported", 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The form (alone, for the story's page that opens it in place), and what it sends."""
    story = Story.objects.published().filter(pk=pk).only("pk", "title").first()
    if story is None:
        raise NotSeen()
    if request.method != "POST":
        return _form(request, story, ReportForm())
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _form(request, story, form)
    with keeping(request, reverse("stories:story", args=[pk]), word="Votre précision"):
        heard = _report_once(request, pk, **form.cleaned_data)
    return go(f"{reverse('workflow:report', args=[pk])}{'?merci' if heard else ''}")


def _form(request: HttpRequest, story: Story, form: ReportForm) -> HttpResponse:
    context = {
        "story": story,
        "form": form,
        "key": fresh_key(),
        "thanks": "merci" in request.GET,
        "reported": story.pk in _reported_here(request),
    }
    alone = getattr(request, "htmx", False)
    template = (
        "workflow/after_publication/_report_form.html" if alone else "workflow/after_publication/report.html"
    )
    return render(request, template, context, status=422 if form.is_bound else 200)


def _reported_here(request: HttpRequest) -> list[int]:
    """The stories that this browser reported, the last ones."""
    reported: list[int] = request.session.get(REPORTED, [])
    return reported


def _report_once(request: HttpRequest, pk: int, reason: str, word: str) -> bool:
    """The same press twice is one report; too many of them are refused before anything is written.

    False: this browser reported the story before.
    """
    key = check_key(request.POST.get("key"))
    pressed = _named("pressed", f"{pk} {key}")
    if pk in _reported_here(request):
        return cache.get(pressed) is not None
    if not cache.add(pressed, True, HOUR):
        return True
    try:
        _check_rate(request, pk)
        if not is_flooded(pk):
            actions.report(pk, reason, word)
    except BaseException:
        cache.delete(pressed)
        raise
    request.session[REPORTED] = [*_reported_here(request), pk][-REMEMBERED:]
    return True


def _check_rate(request: HttpRequest, pk: int) -> None:
    address = get_adapter().get_client_ip(request)
    browser = request.META.get("CSRF_COOKIE") or address
    for name, at_most in [
        (_named("browser", f"{pk} {browser}"), PER_BROWSER),
        (_named("address", address), PER_ADDRESS),
    ]:
        cache.add(name, 0, HOUR)
        if cache.incr(name) > at_most:
            raise TooMany(
                "Vous avez déjà signalé ce récit, ou beaucoup de signalements viennent de votre réseau."
            )


def _named(what: str, value: str) -> str:
    """A key of the shared cache that holds nobody's address."""
    return f"report-{what}-{sha256(value.encode()).hexdigest()}"
