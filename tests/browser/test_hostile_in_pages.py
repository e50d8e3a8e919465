"""The nastiest strings told, read, answered: a browser shows them as text and runs nothing, pushes included."""

import pytest
from playwright.sync_api import Page, expect

from stories.models import Story
from tests.browser.test_five_windows import wait_until_live
from tests.hostile.strings import naughty
from tests.pressing import approve, pressed, publish, submit_reply
from tests.stories_made import draft_story
from workflow import actions
from workflow.actions import ReplyWords

pytestmark = pytest.mark.django_db(transaction=True)

# One string with each of these, the first on the list.
NASTY = [
    "<script>alert(123)", "&lt;script&gt;", "<img src=x onerror", "<svg>", "javascript:alert(1);",
    '" autofocus onkeyup', "<IMG SRC=# onmouseover", " onfocus=", "<iframe", "expression(", "<a href",
    "<!--[if", "<plaintext>", "<title onpropertychange", "</textarea>", "<foo", "{{", "eval(", "$HOME",
    "/etc/passwd", "\u202e", "\u2066test", "\u0489", "\ufeff", "\u2028", "\ufffe", "\x1b", "﷽", "👾", "ثم",
]  # fmt: skip
# Before the page's own scripts: whatever calls one of these was made to by a string.
TRAPS = """
window.ran = [];
for (const name of ["alert", "confirm", "prompt", "open", "print"])
  window[name] = (...what) => { window.ran.push(`${name}(${what})`); };
"""
# What would run, later or elsewhere: scripts that are not ours, handlers, addresses, styles, frames.
RUNNING = """() => [...window.ran, ...[...document.querySelectorAll("*")].flatMap((one) => [
  ...[...one.attributes].filter(({ name, value }) => name.startsWith("on") || name === "style" ||
    /^\\s*(javascript|vbscript|data:text)/i.test(["href", "src", "action", "formaction"].includes(name) ? value : "")),
  ...(one.matches("script:not([src^='/static/']), style, iframe, object, embed, plaintext, svg script") ? [one] : []),
].map((what) => `${one.tagName} ${what.outerHTML ?? what.name + "=" + what.value}`))]"""


def nastiest() -> list[str]:
    found = [next(string for string in naughty() if mark in string) for mark in NASTY]
    assert len(set(found)) > 25
    return found


def submit(author, *houses, **told) -> Story:
    story = draft_story(author, houses, **told)
    actions.submit(story.pk, **pressed(story, author))
    return story


@pytest.fixture
def open_page(lasting_site, transactional_db, window):
    def opened(person, path: str) -> Page:
        page = window(lasting_site, person)
        page.add_init_script(TRAPS)
        page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
        page.goto(path)
        return page

    return opened


def assert_nothing_runs(page: Page, *shown: str) -> None:
    """Nothing ran and nothing is there to run, though the words are there to be read."""
    text = page.locator("body").inner_text()
    for words in shown:
        assert words in text
    assert page.evaluate(RUNNING) == []


def test_titles_and_pseudonyms_in_lists_and_in_rows_pushed_into_them(open_page, world, mamie, ines, sonia):
    moderator, agent = open_page(ines, "/moderation/"), open_page(sonia, "/reponses/")
    reader = open_page(None, "/experiences/")
    for page in (moderator, agent, reader):
        wait_until_live(page)
    stories = [
        submit(mamie, world.caf_gard, title=f"{text[:140]} !", text=f"{text} !", pseudonym=f"{text[:38]} !")
        for text in nastiest()
    ]
    moderator.get_by_role("button", name="nouvelles expériences").click()
    expect(moderator.locator("#queue .row")).to_have_count(len(stories))
    assert_nothing_runs(moderator, "<img src=x onerror=alert(123) />")
    moderator.mouse.move(700, 700)  # a row under the pointer waits before it changes

    for story in stories:
        publish(story, ines, world.caf_gard)
    expect(moderator.locator("#queue .row.done")).to_have_count(len(stories))  # each drawn anew by a push
    assert_nothing_runs(moderator, "<script>alert(123)</script>")
    agent.get_by_role("button", name="nouvelles expériences").click()
    expect(agent.locator("#queue .row")).to_have_count(len(stories))
    assert_nothing_runs(agent, "<img src=x onerror=alert(123) />")
    reader.get_by_role("button", name="nouvelles expériences").click()
    expect(reader.locator(".exp")).to_have_count(20)
    assert_nothing_runs(reader, "</textarea><script>alert(123)</script>")


def test_whole_texts_on_the_page_of_a_story_and_in_a_reply_pushed_into_it(
    open_page, world, mamie, ines, sonia, vera
):
    for part in (nastiest()[:15], nastiest()[15:]):
        text = "\n\n".join(part)
        told = {"title": part[2], "text": text, "pseudonym": part[4][:40], "place": part[0][:120]}
        story = submit(mamie, world.caf_gard, **told)
        moderator = open_page(ines, f"/moderation/{story.pk}/")
        moderator.get_by_role("button", name="Prendre en charge").click()
        moderator.locator("summary", has_text="Corriger").click()
        expect(moderator.locator("#correct-text")).to_have_value(text)
        assert_nothing_runs(moderator, part[0], part[2])
        actions.release("moderate", story.pk, **pressed(story, ines), tab=moderator.url.partition("tab=")[2])

        publish(story, ines, world.caf_gard)
        routing = story.routings.get()
        agent, reader = (
            open_page(sonia, f"/reponses/{routing.pk}/"),
            open_page(None, f"/experiences/{story.pk}/"),
        )
        assert_nothing_runs(agent, part[0], part[2])
        assert_nothing_runs(reader, part[0], part[2])
        wait_until_live(reader)
        wait_until_live(agent)

        submit_reply(routing, sonia, ReplyWords(text, part[1][:200], part[3][:200], "done"))
        expect(agent.locator(".bench-state")).to_contain_text("Projet de réponse")
        assert_nothing_runs(agent, part[0])
        validator = open_page(vera, f"/validation/{routing.pk}/")
        assert_nothing_runs(validator, part[0])
        approve(routing, vera)
        expect(reader.locator(".reply")).to_be_visible()
        assert_nothing_runs(reader, part[1], part[3])


def test_a_pseudonym_written_from_right_to_left_turns_nothing_else_around(open_page, world, mamie, ines):
    story = submit(mamie, world.caf_gard, pseudonym="\u202eMamie30", place="\u202eGard")
    publish(story, ines, world.caf_gard)
    page = open_page(None, f"/experiences/{story.pk}/")
    times = page.locator(".mention time")
    written, published = times.nth(0).bounding_box(), times.nth(1).bounding_box()
    assert written and published and written["x"] < published["x"]
