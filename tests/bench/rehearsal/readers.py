"""The public: home, list and story pages left open on both servers, and steering's own inbox."""

from tests.bench.rehearsal.browser import Browser
from tests.bench.rehearsal.desk import Desk
from tests.bench.rehearsal.holding import glance
from tests.bench.rehearsal.play import Play
from tests.bench.rehearsal.world import Person

STORIES_OPEN = 12


async def public(play: Play) -> None:
    """Anonymous readers; as stories appear on the list, some are opened and read on."""
    desks = [
        await Desk(Browser(play), path).open()
        for path in ("/", "/experiences/")
        for _ in play.deployment.servers
    ]
    opened: set[int] = set()
    while not play.over:
        await desks[-1].wait(1)
        for pk, _ in desks[-1].rows("experiences"):
            if pk not in opened and len(opened) < STORIES_OPEN:
                opened.add(pk)
                await Desk(Browser(play), f"/experiences/{pk}/").open()
        for desk in desks:
            await glance(desk, 0.02)


async def steering(play: Play, person: Person) -> None:
    """Watches what nobody answers for."""
    browser = Browser(play, person)
    await browser.sign_in()
    await Desk(browser, "/reponses/").open()
    await Desk(browser, "/notifications/").open()
