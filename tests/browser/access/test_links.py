"""Whatever page a link leads to is looked at, known to the other tests or not."""

from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests.browser.access.eyes import Eyes
from tests.pressing import pressed, submit_reply, take
from tests.stories_made import answer, draft_story, published_story, submitted_story
from workflow import actions
from workflow.models import Step

pytestmark = pytest.mark.django_db(transaction=True)

# In the other files of this folder, in more states than a link leads to.
LOOKED_AT = {
    "account_logout", "account_request_login_code", "directory:search", "stories:discard", "stories:elsewhere",
    "stories:home", "stories:list", "stories:mine", "stories:preview", "stories:rate", "stories:story", "stories:tell",
    "stories:withdraw", "workflow:bench", "workflow:demo", "workflow:desk", "workflow:inbox", "workflow:judge",
    "workflow:mailbox", "workflow:moderation", "workflow:notifications", "workflow:validation",
}  # fmt: skip
LINKS = """() => [...document.querySelectorAll("a[href^='/']")].map((link) => link.getAttribute("href"))"""
MOST = 60


def name_of(path: str) -> str:
    """What tells one page from another: the URL's name, without ids and queries."""
    found = resolve(urlsplit(path).path)
    return f"{found.view_name} {found.kwargs.get('slug', '')}".strip()


def follow(look: Eyes, start: str, seen: set[str]) -> None:
    """One page of each name, as far as links lead from this one."""
    waiting = [start]
    while waiting:
        path = waiting.pop(0)
        if (name := name_of(path)) in seen:
            continue
        seen.add(name)
        assert len(seen) < MOST
        if not path.partition("?")[0].endswith("/"):
            continue  # a file
        if name in LOOKED_AT:
            look.page.goto(path)
        else:
            look.see(f"lien {name}", path)
        waiting += look.page.evaluate(LINKS)


@pytest.fixture
def busy(world, mamie, paul, ines, lucie, sonia) -> None:
    """Something of everything, so that there are links to follow."""
    submit_reply(published_story(paul, world.caf_gard).routings.get(), sonia)
    answer(published_story(mamie, world.caf_gard).routings.get())
    published_story(mamie, world.caf_gard)
    draft_story(mamie, [world.caf_gard])
    submitted_story(mamie, world.caf_gard)
    rejected = submitted_story(mamie, world.caf_gard)
    tab = take(Step.MODERATE, rejected, ines)
    actions.reject(rejected.pk, **pressed(rejected, ines), tab=tab, reason="off_topic")


def test_every_page_that_a_link_leads_to(eyes, busy, mamie, ines, lucie, pilote, sonia, vera, gilles):
    seen: set[str] = set()
    desks = [(mamie, "/mes-experiences/"), (ines, "/moderation/"), (lucie, "/moderation/")]
    houses = [(sonia, "/reponses/"), (vera, "/validation/"), (gilles, "/reponses/"), (pilote, "/reponses/")]
    for person, start in [(None, "/"), *desks, *houses]:
        follow(eyes(person), start, seen)
    assert {"stories:story", "workflow:bench", "workflow:desk", "workflow:judge"} <= seen
