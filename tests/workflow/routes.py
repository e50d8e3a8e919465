"""What the URLconf of workflow/ says, for tests that must not forget a view."""

from dataclasses import dataclass

from django.urls import URLPattern, URLResolver

from workflow import urls


@dataclass(frozen=True)
class Route:
    """One URL of workflow/: its name, and whether it carries an item's id."""

    name: str
    has_id: bool


def _walk(patterns: list, above: str = "") -> list[Route]:
    found = []
    for one in patterns:
        if isinstance(one, URLResolver):
            found += _walk(one.url_patterns, above + str(one.pattern))
        elif isinstance(one, URLPattern):
            found.append(Route(f"workflow:{one.name}", "<int:pk>" in above + str(one.pattern)))
    return found


ROUTES = {route.name: route for route in _walk(urls.urlpatterns)}

# Pages: a GET shows them and changes nothing.
PAGES = {
    "workflow:moderation",
    "workflow:bench",
    "workflow:inbox",
    "workflow:desk",
    "workflow:validation",
    "workflow:judge",
    "workflow:notifications",
    "workflow:mine_css",
    "workflow:demo",
    "workflow:mailbox",
}
# The end of telling: pages with a form of their own, asked before anybody is signed in.
TELLING = {"workflow:send_code", "workflow:confirm_code"}
PRESSES = set(ROUTES) - PAGES - TELLING

WITHOUT_VERSION = {
    "workflow:next": "there is no item yet: the database chooses it",
    "workflow:renew": "a heartbeat; the tab says which lease, and the same again changes nothing",
    "workflow:renew_draft": "a heartbeat",
    "workflow:renew_validate": "a heartbeat",
    "workflow:keep_copy": "what is kept is this person's alone, and the item has moved by definition",
    "workflow:keep_copy_draft": "this person's alone",
    "workflow:keep_copy_validate": "this person's alone",
    "workflow:demo_sign_in": "signs in; moves no state",
}
WITHOUT_KEY = set(WITHOUT_VERSION) - {"workflow:next"}
BEFORE_SIGNING_IN = {"workflow:submit", "workflow:demo_sign_in"}
