from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from directory.picker import typed
from directory.requests import HtmxRequest
from directory.search import find_structures


@require_safe
def search(request: HtmxRequest) -> HttpResponse:
    """Services by name or town: a list of options for the form that asks, a page for anybody else."""
    words = typed(request.GET)
    if request.htmx and not request.htmx.history_restore_request:
        listbox = request.htmx.target or "services"
        shown = {"found": find_structures(words, 10), "limit": 10, "words": words, "listbox": listbox}
        answer = render(request, "directory/_structure_options.html", shown)
    else:
        shown = {"found": find_structures(words, 50), "limit": 50, "words": words}
        answer = render(request, "directory/search.html", shown)
    patch_vary_headers(answer, ["HX-Request", "HX-Target"])
    return answer
