"""The main job, seen live in five windows: an author, two moderators, an agent, a validator — and a reader."""

import pytest
from playwright.sync_api import Page, expect

from stories.models import Story
from tests.stories_made import TEXT, TITLE

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_story_goes_from_telling_to_reply_before_everybodys_eyes(
    sites, window, world, mamie, ines, karim, sonia, vera
):
    here, there = sites
    moderator, colleague = window(here, ines), window(there, karim)
    agent, validator = window(there, sonia), window(here, vera)
    author, reader = window(here, mamie), window(there)
    for page, path in [
        (moderator, "/moderation/"),
        (colleague, "/moderation/"),
        (agent, "/reponses/"),
        (validator, "/validation/"),
        (reader, "/experiences/"),
    ]:
        page.goto(path)
        wait_until_live(page)

    tell(author, "caf du gard")

    # Both desks count it, behind the pill; one takes it, and the other sees who.
    for page in (moderator, colleague):
        page.get_by_role("button", name="1 nouvelle expérience").click()
        expect(page.locator(".row", has_text=TITLE)).to_be_visible()
        page.mouse.move(700, 700)  # a row under the pointer waits before it changes
    moderator.get_by_role("button", name="Suivant").click()
    expect(moderator.locator("#publish")).to_be_visible()
    row = colleague.locator(".row", has_text=TITLE)
    expect(row).to_contain_text("Inès M. lit")

    route_also_to(moderator, "sommières")
    moderator.locator("#publish").click()
    expect(row).to_contain_text("publiée telle quelle · Inès M.")

    # The agents are told at once, in the list and by the bell; the public list too.
    agent.get_by_role("button", name="1 nouvelle expérience").click()
    expect(agent.locator("summary", has_text="Notifications non lues")).to_contain_text("1")
    reader.get_by_role("button", name="1 nouvelle expérience").click()
    reader.get_by_role("main").get_by_role("link", name=TITLE).click()
    wait_until_live(reader)

    agent.locator("#queue").get_by_role("link", name=TITLE).click()
    agent.get_by_role("button", name="Prendre en charge").click()
    agent.locator("#words-text").fill("Merci, nous prévenons désormais quinze jours avant.")
    expect(agent.locator("[data-saved]")).to_contain_text("Enregistré à")
    agent.locator("#submit-reply").click()

    validator.get_by_role("button", name="1 nouvelle réponse").click()
    validator.locator("#queue").get_by_role("link", name=TITLE).click()
    validator.get_by_role("button", name="Prendre en charge la validation").click()
    validator.locator("#approve").click()

    # The reply appears under the story, without a reload, for whoever reads it.
    expect(reader.get_by_text("quinze jours avant")).to_be_visible()
    author.goto("/mes-experiences/")
    expect(author.get_by_text("quinze jours avant")).to_be_visible()
    assert Story.objects.get(title=TITLE).routings.count() == 2


def wait_until_live(page: Page) -> None:
    expect(page.locator("[data-live-state=live]").first).to_be_visible()


def tell(page: Page, service: str) -> None:
    """Through every step of telling, as somebody already signed in."""

    def go_on() -> None:
        page.get_by_role("button", name="Continuer").click()

    page.goto("/raconter/")
    page.get_by_text("Oui", exact=False).first.click()
    go_on()
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=text]").fill(TEXT)
    go_on()
    page.get_by_text("Négatif").click()
    go_on()
    page.locator("[data-words]").fill(service)
    page.locator("[data-picker] [role=option]").first.click()
    go_on()
    page.get_by_text("Téléphone").first.click()
    go_on()
    page.locator("[name=happened_on]").fill("2026-09-02")
    go_on()
    page.locator("[name=pseudonym]").fill("Mamie30")
    go_on()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("heading", name="Merci")).to_be_visible()


def route_also_to(page: Page, words: str) -> None:
    page.get_by_label("Ajouter un service").fill(words)
    page.locator("[data-picker] [role=option]").first.click()
