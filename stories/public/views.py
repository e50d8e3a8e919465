"""What everybody reads: home, the list, one story."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import condition, require_safe

from directory.rights import viewer_of
from live.page import live_page
from stories import topics
from stories.public.forms import ListForm
from stories.public.fragments import STORY_BODY, STORY_CARD, STORY_REPLY, drawn, public_audience
from stories.public.memory import for_everybody, is_shared
from stories.public.queries import just_happened, moves_of, page_of_stories, public_stories
from stories.public.watermark import etag_of, story_etag


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is for, and what just happened."""

    def draw() -> HttpResponse:
        page = live_page(request, topics.STORIES, *own_topic(request))
        cards = drawn(request, STORY_CARD, just_happened())
        return render(request, "stories/public/home.html", {"live": page, "cards": cards})

    return for_everybody(request, "home", draw)


@require_safe
def story_list(request: HttpRequest) -> HttpResponse:
    """Published stories, newest first."""

    def draw() -> HttpResponse:
        page = live_page(request, topics.STORIES, *own_topic(request))
        form = ListForm(request.GET)
        context = {"live": page, "form": form}
        if not form.is_valid():
            return render(request, "stories/public/list.html", context, status=400)
        found = page_of_stories(**form.wanted)
        cards = drawn(request, STORY_CARD, found.stories)
        context |= {"cards": cards, "following": found.following, "is_live": form.is_first}
        return render(request, "stories/public/list.html", context)

    return for_everybody(request, ("list", request.GET.urlencode()), draw)


@require_safe
@condition(etag_func=story_etag)
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """One story with its replies; one that was public and is no more says so."""

    def draw() -> HttpResponse:
        page = live_page(request, topics.story(pk), *own_topic(request))
        found = public_stories([pk]).get(pk)
        audience = found and public_audience(viewer_of(request.user), found)
        if found is None or audience is None:
            raise Http404
        body = drawn(request, STORY_BODY, [found])
        context = {"live": page, "story": found, "body": body}
        if audience == "gone":
            return render(request, "stories/public/gone.html", context, status=410)
        context["replies"] = drawn(request, STORY_REPLY, found.routings.all())
        response = render(request, "stories/public/story.html", context)
        if is_shared(request):
            response["ETag"] = etag_of(pk, moves_of(found))
        return response

    return for_everybody(request, ("story", pk), draw)


def own_topic(request: HttpRequest) -> list[str]:
    """Whoever is signed in hears their own bell here too; others are not asked who they are."""
    if is_shared(request) or not request.user.is_authenticated:
        return []
    return [topics.person(request.user.pk)]
