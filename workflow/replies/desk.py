"""What the two desks of replies share: the page's queue, the open routing, and the next one to take."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect

from live.page import LivePage, live_page
from stories.models import Routing
from stories.topics import person
from workflow.claims.kept import typed_before, words_read
from workflow.models import Step
from workflow.replies.counts import inbox_of
from workflow.replies.rows import SHOWN, Opened, drawn, drawn_with_open
from workflow.spine import topics
from workflow.spine.audiences import reply_audience
from workflow.spine.leases import lease_of
from workflow.spine.refusals import NotSeen
from workflow.workbench.benches import bench_url
from workflow.workbench.presses import SignedIn, fresh_key

SALUTATIONS = "bonjour bonsoir madame monsieur mesdames messieurs chère cher"
WORK_RIGHTS = {Step.DRAFT: "draft", Step.VALIDATE: "approve"}


def reply_desk(request: SignedIn, step: Step, queue: QuerySet[Routing], pk: int | None) -> dict[str, Any]:
    """What both desks show: a queue, and maybe one routing of it, or NotSeen."""
    viewer = request.user.viewer
    context: dict[str, Any] = {"live": _live(request, pk), "key": fresh_key(), "step": step}
    if pk is None:
        rows = drawn(queue[:SHOWN])
    else:
        rows, opened = drawn_with_open(queue, pk, request.user, step)
        context |= _workbench(request, opened, step)
    counts = inbox_of(viewer)
    waiting = counts.for_viewer(viewer)[step == Step.VALIDATE]
    return context | {
        "routings": rows,
        "counts": counts,
        "more": max(0, waiting - len(rows)),
        "may_validate": viewer.has_right("approve"),
        "next": _next_free(request, step, rows, pk),
    }


def _live(request: SignedIn, pk: int | None) -> LivePage:
    """A page that hears its structures, its own person, and the open routing."""
    viewer = request.user.viewer
    houses = [*map(topics.structure, viewer.structures)]
    if viewer.is_steering:
        houses.append(topics.ALL_STRUCTURES)
    return live_page(request, *houses, person(request.user.pk), *([topics.desk(pk)] if pk else []))


def _workbench(request: SignedIn, opened: Opened | None, step: Step) -> dict[str, Any]:
    if opened is None or not (rights := reply_audience(request.user.viewer, opened.routing)):
        raise NotSeen()
    routing = opened.routing
    tab = request.POST.get("tab") or request.GET.get("tab", "")
    lease = lease_of(routing)
    if lease and lease.step != step:
        lease = None
    mine = lease is not None and lease.holder_id == request.user.pk
    here = lease is not None and mine and str(lease.tab) == tab
    last = opened.written[-1:]
    return {
        "opened": opened,
        "routing": routing,
        "story": routing.story,
        "rights": rights.split(),
        "others": opened.others,
        **typed_before(opened.copies, words_read(last[0].text) if here and last else ""),
        "tab": tab,
        "mine": mine,
        "here": here,
        "address": bench_url(step, routing.pk, tab) if request.method == "POST" else "",
    }


def _next_free(request: SignedIn, step: Step, rows: Sequence[Routing], pk: int | None) -> Routing | None:
    """The oldest that this person may take and nobody holds, from the open one on."""
    at = next((n for n, routing in enumerate(rows, 1) if routing.pk == pk), 0)
    for routing in (*rows[at:], *rows[: max(0, at - 1)]):
        draft = getattr(routing, "draft", None)
        # What one wrote, others validate.
        theirs = step == Step.VALIDATE and draft is not None and draft.saved_by_id == request.user.pk
        may = WORK_RIGHTS[step] in request.user.viewer.rights_in(routing.structure.path)
        if may and not theirs and lease_of(routing) is None:
            return routing
    return None


def go_to_next(request: SignedIn, context: dict[str, Any]) -> HttpResponse:
    """To the next one to take, as of now; taking it is a press of its own."""
    if context["next"]:
        return HttpResponseRedirect(bench_url(context["step"], context["next"].pk))
    messages.info(request, "Rien de libre : tout ce qui attend est pris en charge.")
    return HttpResponseRedirect(request.path)


def greets_twice(greeting: str, text: str) -> bool:
    """Whether the text greets too, when its greeting stands above it already."""
    first = text.split(maxsplit=1)[:1]
    return bool(greeting and first and first[0].strip(",;:!.").lower() in SALUTATIONS.split())
