"""What the URLconfs of the desks say, for tests that must not forget a view."""

from dataclasses import dataclass

from django.urls import URLPattern, URLResolver

from insights import urls as insights
from workflow import urls


@dataclass(frozen=True)
class Route:
    """One URL of the desks: its name, and whether it carries an item's id."""

    name: str
    has_id: bool


def _walk(namespace: str, patterns: list, above: str = "") -> list[Route]:
    found = []
    for one in patterns:
        if isinstance(one, URLResolver):
            found += _walk(namespace, one.url_patterns, above + str(one.pattern))
        elif isinstance(one, URLPattern):
            found.append(Route(f"{namespace}:{one.name}", "<int:pk>" in above + str(one.pattern)))
    return found


ROUTES = {route.name: route for app in (urls, insights) for route in _walk(app.app_name, app.urlpatterns)}

# Pages: a GET shows them and changes nothing.
PAGES = {
    "workflow:moderation",
    "workflow:second",
    "workflow:awaiting",
    "workflow:decided",
    "workflow:bench",
    "workflow:context",
    "workflow:reports",
    "workflow:report_bench",
    "workflow:answers",
    "workflow:answer_bench",
    "workflow:calibration",
    "workflow:calibrate",
    "workflow:journal",
    "workflow:journal_csv",
    "insights:desk_figures",
    "workflow:guide",
    "workflow:templates",
    "workflow:to_author",
    "workflow:inbox",
    "workflow:desk",
    "workflow:validation",
    "workflow:judge",
    "workflow:notifications",
    "workflow:mine_css",
    "workflow:demo",
    "workflow:mailbox",
}
# The end of telling, and a reader's report: pages with a form of their own, asked before anybody is signed in.
TELLING = {"workflow:send_code", "workflow:confirm_code", "workflow:report"}
# Pages that hold their own form: shown by a GET, sent by a POST to the same address (tests of their own).
FORMS = {"workflow:edit_guide", "workflow:edit_template", "workflow:resubmit", "workflow:say_back"}
PRESSES = set(ROUTES) - PAGES - TELLING - FORMS

WITHOUT_VERSION = {
    "workflow:next": "there is no item yet: the database chooses it",
    "workflow:next_calibration": "there is no item yet",
    "workflow:arrange": "how one person looks at a queue is theirs alone",
    "workflow:bulk_reject": "each ticked row carries the version it was drawn as",
    "workflow:note": "a word among colleagues takes nobody's place",
    "workflow:renew": "a heartbeat; the tab says which lease, and the same again changes nothing",
    "workflow:renew_draft": "a heartbeat",
    "workflow:renew_validate": "a heartbeat",
    "workflow:keep_copy": "what is kept is this person's alone, and the item has moved by definition",
    "workflow:keep_copy_draft": "this person's alone",
    "workflow:keep_copy_validate": "this person's alone",
    "workflow:read_one": "what one person has read is theirs alone, and the same again changes nothing",
    "workflow:demo_sign_in": "signs in; moves no state",
    **{f"workflow:renew_{step}": "a heartbeat" for step in ("report", "answer", "calibrate")},
    **{f"workflow:keep_copy_{step}": "this person's alone" for step in ("report", "answer", "calibrate")},
}
WITHOUT_KEY = set(WITHOUT_VERSION) - {
    "workflow:next",
    "workflow:next_calibration",
    "workflow:bulk_reject",
    "workflow:note",
}
BEFORE_SIGNING_IN = {"workflow:submit", "workflow:demo_sign_in"}
