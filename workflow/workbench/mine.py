"""The one stylesheet that tells what is mine from what is a colleague's, in bytes that all share."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

# The pushed bytes are the same for everybody: this sheet alone tells "mine" from "theirs".
MINE = """[data-holder="{pk}"] .theirs{{display:none}}
[data-holder="{pk}"] .mine,[data-kept="{pk}"] .kept-mine{{display:revert}}
[data-kept="{pk}"] .kept-theirs{{display:none}}
.row[data-holder="{pk}"]{{color:var(--text-default-grey);\
background:var(--background-open-blue-france);\
box-shadow:inset 3px 0 var(--border-active-blue-france)}}
.row[data-holder="{pk}"] strong{{font-weight:700}}
"""


@cache_control(private=True, max_age=3600)
def mine_css(request: HttpRequest) -> HttpResponse:
    pk = request.user.pk or 0
    return HttpResponse(MINE.format(pk=pk), content_type="text/css; charset=utf-8")
