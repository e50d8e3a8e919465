"""What moderators press about their queue: how it is arranged, what is passed on, what is rejected at once."""

import re
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from workflow.models import QueueView, Step
from workflow.moderation import bulk, passing
from workflow.moderation.views.going_on import next_url_of, worked_through
from workflow.queues.filters import ALL, all_networks, filters_of, keep
from workflow.queues.queue import ON_DESK, TO_READ
from workflow.spine.keys import MAX_KEY
from workflow.spine.refusals import Incomplete, NotAllowed, Refusal
from workflow.spine.scope import stories_to_moderate
from workflow.workbench.benches import bench_url
from workflow.workbench.presses import SignedIn, go, keeping, only_pressed, press

TICKED = re.compile(r"(\d{1,18}):(\d{1,9})", re.ASCII)


def _queue() -> str:
    return reverse("workflow:moderation")


@only_pressed(_queue)
@login_required
def arrange(request: SignedIn) -> HttpResponse:
    """Keep how this person looks at a queue; ``drop`` takes one filter away, or ``all``."""
    if not request.user.viewer.is_moderator:
        raise NotAllowed()
    queue = ON_DESK.get(request.POST.get("queue", ""), TO_READ)
    networks, drop = all_networks(), request.POST.get("drop")
    if drop:
        kept = QueueView.objects.filter(person=request.user, queue=queue.name).first()
        wanted = ALL if drop == "all" or not kept else filters_of(kept.filters, networks).without(drop)
    else:
        wanted = filters_of(request.POST, networks)
    keep(request.user, queue.name, wanted)
    return HttpResponseRedirect(reverse(queue.url_name), status=303)


@only_pressed(lambda pk: bench_url(Step.MODERATE, pk))
@login_required
def pass_on(request: SignedIn, pk: int) -> HttpResponse:
    with keeping(request, bench_url(Step.MODERATE, pk)):
        passing.pass_on(pk, **press(request), difficult="difficult" in request.POST)
    return go(request, _next_url(request))


def _next_url(request: SignedIn) -> str:
    """The workbench of the next story, claimed; the queue when nothing is left, or hands are full."""
    try:
        url = next_url_of(request)
    except Refusal:
        url = None
    if url:
        messages.info(request, "L'expérience est laissée à vos collègues\u00a0; voici la suivante.")
        return url
    messages.info(request, "L'expérience est laissée à vos collègues. Rien d'autre à lire pour l'instant.")
    return reverse(worked_through(request).url_name)


@only_pressed(_queue)
@login_required
def bulk_reject(request: SignedIn) -> HttpResponse:
    """Reject what was ticked, one by one, for one reason: only what nobody need read word by word."""
    key, reason = request.POST.get("key", ""), request.POST.get("reason", "")
    if not key or len(key) > MAX_KEY - 20:
        raise Incomplete()
    if not request.user.viewer.is_moderator:
        raise NotAllowed()
    ticked = [found.groups() for one in request.POST.getlist("story") if (found := TICKED.fullmatch(one))]
    if problem := bulk.problem_with(ticked, reason):
        messages.error(request, problem)
        return go(request, f"{_queue()}?{urlencode({'choisir': 1, 'motif': reason})}")
    stories = [(int(pk), version) for pk, version in ticked]
    refused = bulk.reject_many(stories, by=request.user, key=key, reason=reason)
    _say(request, len(ticked) - len(refused), refused)
    return go(request, _queue())


def _say(request: SignedIn, done: int, refused: dict[int, str]) -> None:
    if done == 1:
        messages.success(request, "1 expérience n'est pas publiée, son auteur est prévenu.")
    elif done:
        messages.success(request, f"{done} expériences ne sont pas publiées, chaque auteur est prévenu.")
    if refused:
        messages.warning(request, _not_done(request, refused))


def _not_done(request: SignedIn, refused: dict[int, str]) -> SafeString:
    """Why each of the others stays; of what this person may not see, not even the title."""
    seen = stories_to_moderate(request.user.viewer).filter(pk__in=refused)
    titles = dict(seen.values_list("pk", "title"))
    lines = [
        (f"«\u00a0{titles[pk]}\u00a0»" if pk in titles else "Une autre", why) for pk, why in refused.items()
    ]
    number = f"{len(lines)} restent" if len(lines) > 1 else "Une reste"
    return format_html("{} dans la file\u00a0:{}", number, format_html_join("", "<br>{}\u00a0: {}", lines))
