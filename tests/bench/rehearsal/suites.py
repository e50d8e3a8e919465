"""Moderators of what authors answer to replies: published under the reply, or refused with a reason."""

from tests.bench.rehearsal.browser import Browser, typed
from tests.bench.rehearsal.desk import Desk
from tests.bench.rehearsal.holding import claim, glance, held
from tests.bench.rehearsal.page import Page
from tests.bench.rehearsal.play import Play
from tests.bench.rehearsal.verdicts import OVERRIDE
from tests.bench.rehearsal.world import Person

REFUSAL = "Votre dossier personnel ne peut pas être traité ici."


async def reader(play: Play, person: Person) -> None:
    """Reads what waits, oldest first, beside a colleague who does the same."""
    browser = Browser(play, person)
    await browser.sign_in()
    watch = await Desk(browser, "/moderation/suites/").open()
    while not play.over:
        free = [pk for pk, row in watch.rows("suites") if not row.holder]
        if free:
            async with play.work("moderate"):
                if play.over:
                    return
                bench = await claim(browser, f"/moderation/suites/{free[0]}/", f"answer_bench-{free[0]}")
                if bench:
                    await _decide(play, browser, bench, free[0])
        await glance(watch, 0.03)
        await watch.wait(0.5)


async def _decide(play: Play, browser: Browser, bench: Page, routing: int) -> None:
    form = bench.form("decide")
    if form is None:
        play.races["leases over before the bench was open"] += 1
        return
    where = bench.url.partition("?")[0]
    async with held(browser, where, form["tab"][0]):
        if routing % 8 == 6:
            verb, fields = "rejeter/", typed(form, answer_reason=REFUSAL)
        else:
            verb, fields = "publier/", form
        if "override" in form and verb == "publier/":
            play.expect(await browser.post(where + verb, form), 422, 409)  # nobody said why it may stay
            fields = typed(form, override=OVERRIDE)
        if play.random("suites", routing).random() < 0.3:
            answers = await browser.post_twice(where + verb, fields)
        else:
            answers = [await browser.post(where + verb, fields)]
        for answer in answers:
            play.expect(answer, 303, 409)
