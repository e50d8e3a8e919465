"""What everybody reads: home, the list, one story."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from live.page import live_page
from stories.forms_public import ListForm
from stories.models import Story
from stories.queries import just_happened, moves_of, page_of_stories, public_stories
from stories.watermark import etag_of, story_etag


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is for, and what just happened."""
    page = live_page(request, "stories")
    return _for_all(request, "stories/home.html", {"live": page, "stories": just_happened()})


@require_safe
def story_list(request: HttpRequest) -> HttpResponse:
    """Published stories, newest first."""
    page = live_page(request, "stories")
    form = ListForm(request.GET)
    found = page_of_stories(**form.wanted) if form.is_valid() else None
    return _for_all(
        request,
        "stories/list.html",
        {"live": page, "form": form, "page": found},
        status=200 if found else 400,
    )


@require_safe
@condition(etag_func=story_etag)
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """One story with its replies; an unpublished one says why."""
    page = live_page(request, f"story:{pk}")
    found = public_stories([pk]).get(pk)
    if found and found.state == Story.State.PUBLISHED:
        response = _for_all(request, "stories/story.html", {"live": page, "story": found})
        if request.user.is_anonymous:
            response["ETag"] = etag_of(pk, moves_of(found))
        return response
    if found and found.state == Story.State.UNPUBLISHED:
        return _for_all(request, "stories/gone.html", {"story": found}, status=410)
    raise Http404


def _for_all(
    request: HttpRequest, template: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    """A page without a token of ours: a shared cache may keep it as long as it asks first."""
    response = render(request, template, context, status=status)
    if request.user.is_anonymous:
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    else:
        patch_cache_control(response, private=True, no_cache=True)
    return response
