"""Choosing services by the keyboard alone, and without JavaScript: in telling and at the moderation desk."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from stories.models import Story
from tests.pressing import take
from tests.stories_made import draft_story, submitted_story
from workflow.models import Step

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(world, mamie) -> Story:
    return draft_story(mamie)


@pytest.fixture
def page(lasting_site, transactional_db, window, mamie, draft) -> Page:
    """Telling, at the question about services, the search field under the cursor."""
    page = window(lasting_site, mamie)
    page.goto(f"/raconter/{draft.pk}/services/")
    page.locator("[data-words]").focus()
    return page


def marked(page: Page) -> str:
    """The option that the search field points a screen reader to."""
    pointed = page.locator("[data-words]").get_attribute("aria-activedescendant")
    return page.locator(f"#{pointed} [data-label]").inner_text() if pointed else ""


def found(page: Page) -> Locator:
    return page.locator("[data-picker] [role=option]")


def chosen(page: Page) -> list[str]:
    return page.locator(".chip > [data-label]").all_inner_texts()


def test_what_is_found_is_said_and_walked_through_by_arrows(page):
    page.keyboard.type("c")
    words, listbox = page.locator("[data-words]"), page.get_by_role("listbox")
    expect(found(page)).to_have_count(3)
    expect(page.locator("#live-region")).to_have_text("3 services trouvés")
    expect(words).to_have_attribute("aria-expanded", "true")
    assert words.get_attribute("aria-controls") == listbox.get_attribute("id")
    assert marked(page) == ""

    seen = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
        seen.append(marked(page))
    first, last = "Caf du Gard", "Cnaf"
    assert seen == [first, "Caf du Gard - Alès", first, last]

    page.keyboard.press("Enter")
    assert chosen(page) == [last]
    expect(page.locator("#live-region")).to_have_text(f"{last}\u00a0: ajouté")
    expect(words).to_be_focused()
    expect(words).to_have_value("")
    expect(words).to_have_attribute("aria-expanded", "false")


def test_enter_takes_the_only_service_found(page, draft):
    page.keyboard.type("sommieres")
    expect(found(page)).to_have_count(1)
    page.keyboard.press("Enter")
    assert chosen(page) == ["France services Sommières"]
    page.get_by_role("button", name="Continuer").press("Enter")
    expect(page.get_by_role("heading", name="Comment vous les avez rencontrés")).to_be_visible()
    assert draft.services.get().structure.name == "France services Sommières"


def test_enter_pressed_before_anything_is_found_takes_it_once_it_is(page):
    page.keyboard.type("sommieres")
    page.keyboard.press("Enter")
    expect(page.locator(".chip > [data-label]")).to_have_text(["France services Sommières"])


def test_words_typed_before_the_scripts_arrive_are_looked_for(lasting_site, window, mamie, draft):
    page = window(lasting_site, mamie)

    def late(route: Route) -> None:
        page.locator("[data-words]").fill("sommieres")
        route.continue_()

    page.route("**/htmx*.js", late)
    page.goto(f"/raconter/{draft.pk}/services/")
    found(page).click()
    assert chosen(page) == ["France services Sommières"]


def test_enter_chooses_nobody_for_us_among_several_nor_words_typed_since(page):
    page.keyboard.type("caf")
    page.keyboard.press("Enter")
    expect(found(page)).to_have_count(2)
    page.keyboard.press("Enter")
    page.keyboard.type(" ales")
    expect(found(page)).to_have_count(1)
    assert chosen(page) == []
    assert "/services/" in page.url


def test_escape_closes_the_list_then_empties_the_field(page):
    page.keyboard.type("sommieres")
    expect(found(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.locator("[data-words]")).to_have_value("sommieres")
    page.keyboard.press("Enter")
    assert chosen(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("[data-words]")).to_have_value("")


def test_a_chosen_service_is_taken_back_and_nothing_found_is_said(page):
    page.keyboard.type("sommieres")
    page.keyboard.press("Enter")
    expect(page.locator(".chip > [data-label]")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Retirer France services Sommières")).to_be_focused()
    page.keyboard.press("Enter")
    assert chosen(page) == []
    expect(page.locator("[data-words]")).to_be_focused()
    page.keyboard.type("zzzz")
    expect(page.locator("#live-region")).to_contain_text("Aucun service trouvé")


def test_at_the_moderation_desk_letters_are_typed_and_not_obeyed(lasting_site, window, world, mamie, ines):
    story = submitted_story(mamie)
    page = window(lasting_site, ines)
    page.goto(f"/moderation/{story.pk}/?tab={take(Step.MODERATE, story, ines)}")
    page.get_by_label("Ajouter un service").focus()
    page.keyboard.type("caf n")  # C corrects and N takes the next one, outside a field
    expect(found(page)).to_have_count(1)
    page.keyboard.press("Enter")
    assert chosen(page) == ["Caf du Gard"]
    assert page.locator("details.act[open]").count() == 0
    page.locator("[data-words]").blur()
    page.keyboard.press("p")
    expect(page).to_have_url(re.compile("/moderation/$"))
    assert story.routings.get().structure == world.caf_gard


class TestWithoutJavaScript:
    def test_telling_searches_by_the_button_and_keeps_what_was_chosen(
        self, lasting_site, window, mamie, draft
    ):
        page = window(lasting_site, mamie, java_script_enabled=False)
        page.goto(f"/raconter/{draft.pk}/services/")
        page.locator("[data-words]").fill("caf")
        page.get_by_role("button", name="Chercher").click()
        expect(page.get_by_text("2 services trouvés")).to_be_visible()
        page.get_by_text("Caf du Gard - Alès").click()
        page.locator("[data-words]").fill("sommieres")
        page.locator("[data-words]").press("Enter")
        assert chosen(page) == ["Caf du Gard - Alès"]
        page.get_by_text("France services Sommières").click()
        page.get_by_role("button", name="Continuer").click()
        assert list(draft.services.values_list("structure__name", flat=True)) == [
            "Caf du Gard - Alès",
            "France services Sommières",
        ]

    def test_moderation_publishes_to_what_was_found_by_the_button(
        self, lasting_site, transactional_db, window, world, mamie, ines
    ):
        story = submitted_story(mamie)
        page = window(lasting_site, ines, java_script_enabled=False)
        page.goto(f"/moderation/{story.pk}/?tab={take(Step.MODERATE, story, ines)}")
        page.locator("[data-words]").fill("caf nimes")
        page.get_by_role("button", name="Chercher").click()
        page.get_by_text("Caf du Gard").first.click()
        page.locator("#publish").click()
        expect(page).to_have_url(re.compile("/moderation/$"))
        assert story.routings.get().structure == world.caf_gard
