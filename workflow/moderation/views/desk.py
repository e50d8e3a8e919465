"""The moderation desk: its queues, and the workbench of one story."""

from collections.abc import Sequence
from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache

from live.fragments import draw_marked
from live.page import live_page
from stories.topics import person
from workflow.moderation import bulk
from workflow.moderation.bench import story_workbench
from workflow.moderation.opening import OwnDesk, own_desk
from workflow.queues.filters import ArrangeForm, Filters, filters_of
from workflow.queues.fragments import STORY_ROW
from workflow.queues.queue import ON_DESK, SECOND, TO_READ, Page, Queue, page_of
from workflow.queues.rows import BenchStory, stories_to_read
from workflow.spine import topics
from workflow.spine.audiences import moderators_audience
from workflow.workbench.doors import only_moderators
from workflow.workbench.presses import SignedIn, fresh_key


@login_required
@never_cache
def moderation(request: SignedIn, queue: Queue = TO_READ) -> HttpResponse:
    """One queue alone; ``?apres=`` where it goes on, ``?choisir=1`` to tick several (``motif`` chosen)."""
    return desk(request, None, queue=queue)


@login_required
@never_cache
def bench(request: SignedIn, pk: int) -> HttpResponse:
    """A queue (``?file=``) with one story open: read-only until it is claimed in this tab.

    Posted to by the service picker's own buttons, without JavaScript: nothing is decided then.
    """
    return desk(request, pk)


def desk(
    request: SignedIn, pk: int | None, form=None, opened: str = "", queue: Queue | None = None
) -> HttpResponse:
    viewer = request.user.viewer
    only_moderators(viewer)
    heard = [topics.MODERATION, person(request.user.pk)]
    live = live_page(request, *heard, *([topics.bench(pk)] if pk else []))
    shown = queue or ON_DESK.get(request.GET.get("file", ""), TO_READ)
    own = own_desk(viewer, shown.name)
    filters = filters_of(own.kept, own.networks)
    page = page_of(shown, viewer, filters, request.GET.get("apres", ""))
    opened_ids = [pk] if pk and pk < 2**63 else []
    stories: dict[int, BenchStory] = {}

    def with_the_open_one(ids: Sequence[int]) -> dict[int, BenchStory]:
        """It comes with the rows that are drawn anew, itself most often one of them."""
        stories.update(stories_to_read([*ids, *opened_ids], request.user))
        return {one: stories[one] for one in ids if one in stories}

    rows = draw_marked(STORY_ROW, page.marks, moderators_audience(viewer), with_the_open_one)
    context = {
        "live": live,
        "key": fresh_key(),
        "form": form,
        "opened": opened,
        **_list(request, shown, own, filters, page, rows),
    }
    if pk is not None:
        if pk not in stories:
            with_the_open_one([])
        context |= story_workbench(request, stories.get(pk), own.texts)
    return render(request, "workflow/moderation/moderation.html", context, status=422 if form else 200)


def _list(
    request: SignedIn, queue: Queue, own: OwnDesk, filters: Filters, page: Page, rows: list[str]
) -> dict[str, object]:
    """The left of the desk: one page of a queue as this person looks at it, and every queue's figure."""
    urgent = sum(mark.urgent for mark in page.marks) if queue.urgent_first else 0
    return {
        "queue": queue,
        "may_read_second": queue is SECOND and request.user.viewer.is_senior,
        "rows": [*zip(page.marks, map(mark_safe, rows), strict=True)],
        "urgent": urgent,
        "after": page.after,
        "later": bool(request.GET.get("apres")),
        "counts": own.counts,
        "leases": own.leases,
        "total": own.counts[queue.name].length,
        "filtered": page.length,
        "chips": filters.chips(own.networks),
        # Drawing its widgets costs as much as all the rest of the page: done once per choice, not per look.
        "arrange": partial(ArrangeForm, initial=filters.chosen(), networks=own.networks),
        "arranged": f"{filters} {own.networks}",
        "choosing": queue is TO_READ and bool(request.GET.get("choisir")),
        "bulk_reasons": bulk.REASONS,
        "bulk_reason": request.GET.get("motif"),
    }
