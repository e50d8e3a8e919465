"""Bells lost, doubled and late, Valkey away for a while: each desk equals a fresh page within five seconds."""

from contextlib import ExitStack

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_five_windows import wait_until_live
from tests.servers import daphne
from tests.stories_made import submitted_story
from tests.valkey import valkey
from tests.waiting import wait_for

pytestmark = pytest.mark.django_db(transaction=True)

FAULTS = "drop=0.3,double=0.1,delay=0.5"
# What a desk shows against what the server would draw now. Rows that a desk does not know yet may wait behind its
# pill, which must then say how many; rows that left the list may stay, and must say so themselves.
DIFFERENCES = """async () => {
  const answer = await fetch(location.href, { cache: "no-store" });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const words = (element) => { // times are the reader's clock's to say
    const copy = element.cloneNode(true);
    copy.querySelectorAll("time").forEach((time) => time.remove());
    return copy.textContent.trim();
  };
  const facts = (row) => [row.id, row.className, row.dataset.version, row.dataset.holder, row.dataset.list,
    ...[...row.querySelectorAll("strong, small, .holder, .outcome")].map(words)].join("|");
  const region = document.querySelector("#queue"), list = region.dataset.list;
  const wanted = new Map([...fresh.querySelectorAll("#queue .row")].map((row) => [row.id, facts(row)]));
  const wrong = [];
  for (const row of region.querySelectorAll(".row")) {
    if (wanted.has(row.id) && wanted.get(row.id) !== facts(row)) wrong.push(`${facts(row)} ≠ ${wanted.get(row.id)}`);
    if (!wanted.has(row.id) && row.dataset.list === list) wrong.push(`still there: ${facts(row)}`);
    wanted.delete(row.id);
  }
  const behindPill = Number(region.querySelector("[data-pill]").dataset.count ?? 0);
  if (behindPill !== wanted.size) wrong.push(`${behindPill} behind the pill, not ${wanted.size}`);
  const count = (page) => [...page.querySelectorAll(".top .count, .top .tally")].map((e) => e.textContent).join();
  const leases = (page) => page.querySelector("[data-leases]")?.dataset.leases;
  if (leases(document) !== leases(fresh)) wrong.push(`${leases(document)} ≠ ${leases(fresh)}`);
  if (count(document) !== count(fresh)) wrong.push(`${count(document)} ≠ ${count(fresh)}`);
  return wrong;
}"""


def test_every_desk_equals_a_fresh_page_whatever_the_bells_do(
    transactional_db, window, world, mamie, ines, karim, lucie, sonia, tmp_path
):
    for _ in range(6):
        submitted_story(mamie, world.caf_gard)
    with ExitStack() as stack:
        store = stack.enter_context(valkey())
        shared = {"VOX_VAR": str(tmp_path), "REDIS_URL": store.url, "VOX_FAULTS": FAULTS}
        here, there = (stack.enter_context(daphne(**shared)) for _ in range(2))
        worker = window(here, ines)
        watching = [window(here, karim), window(there, lucie), window(there, sonia)]
        for page, path in zip(watching, ["/moderation/", "/moderation/", "/reponses/"], strict=True):
            page.goto(path)
            wait_until_live(page)

        worker.goto("/moderation/")
        worker.keyboard.press("n")
        decide_next(worker)
        decide_next(worker)
        store.stop()
        decide_next(worker)
        store.start()
        worker.keyboard.press("n")
        expect(worker.locator("#publish")).to_be_visible()

        for page in watching:
            wait_for(lambda page=page: not page.evaluate(DIFFERENCES), 5)
        for page in (worker, *watching):
            page.context.close()


def decide_next(page: Page) -> None:
    """By the keyboard alone: publish what is open; the next one opens by itself."""
    expect(page.locator("#publish")).to_be_visible()
    here = page.url
    page.keyboard.press("p")
    page.wait_for_url(lambda url: url not in {here, "about:blank"} and "tab=" in url)
