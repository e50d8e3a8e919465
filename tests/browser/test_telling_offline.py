"""Telling while the network comes and goes, and in two tabs: no word typed is lost, and the page says where it is."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from stories.models import Story
from tests.browser.conftest import _session_of
from tests.stories_made import TEXT, TITLE, draft_story
from tests.waiting import wait_for

pytestmark = pytest.mark.django_db(transaction=True)

TYPED = "J'attends depuis six semaines une réponse à mon courrier."
KEPT = "Reprendre le texte non enregistré gardé dans ce navigateur"
NOT_SAVED = "la connexion manque. Votre texte est gardé dans ce navigateur"


@pytest.fixture
def draft(world, mamie) -> Story:
    return draft_story(mamie, [world.caf_gard])


@pytest.fixture
def browser_of_mamie(lasting_site, transactional_db, chromium, mamie):
    """Her browser. Not ``window``: a request without a network is an error in any console."""
    context = chromium.new_context(base_url=lasting_site.url, locale="fr-FR")
    context.add_cookies([_session_of(mamie, lasting_site)])
    yield context
    context.close()


def open_text(context: BrowserContext, draft: Story) -> Page:
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(f"/raconter/{draft.pk}/recit/")
    return page


def said(page: Page):
    return expect(page.locator("[data-saved]"))


def saved_text(draft: Story) -> str:
    return Story.objects.get(pk=draft.pk).text


def test_what_is_typed_without_network_is_saved_when_it_comes_back(browser_of_mamie, draft):
    page = open_text(browser_of_mamie, draft)
    browser_of_mamie.set_offline(True)
    page.locator("[name=text]").fill(TYPED)
    said(page).to_contain_text(NOT_SAVED)
    assert saved_text(draft) == TEXT

    browser_of_mamie.set_offline(False)
    said(page).to_contain_text("Enregistré à")
    assert saved_text(draft) == TYPED


def test_what_was_typed_without_network_is_offered_by_the_page_opened_next(browser_of_mamie, draft):
    page = open_text(browser_of_mamie, draft)
    browser_of_mamie.set_offline(True)
    page.locator("[name=text]").fill(TYPED)
    said(page).to_contain_text(NOT_SAVED)
    page.close()
    browser_of_mamie.set_offline(False)

    page = open_text(browser_of_mamie, draft)
    expect(page.locator("[name=text]")).to_have_value(TEXT)
    page.get_by_role("button", name=KEPT).click()
    expect(page.locator("[name=text]")).to_have_value(TYPED)
    said(page).to_contain_text("Enregistré à")
    assert saved_text(draft) == TYPED

    page.reload()
    expect(page.locator("[name=text]")).to_have_value(TYPED)
    expect(page.get_by_role("button", name=KEPT)).to_have_count(0)


def test_going_on_without_network_keeps_page_and_words(browser_of_mamie, draft):
    page = open_text(browser_of_mamie, draft)
    browser_of_mamie.set_offline(True)
    page.locator("[name=text]").fill(TYPED)
    page.get_by_role("button", name="Continuer").click()
    said(page).to_contain_text(NOT_SAVED)
    expect(page.locator("[name=text]")).to_have_value(TYPED)

    browser_of_mamie.set_offline(False)
    said(page).to_contain_text("Enregistré à")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", name="ressenti")).to_be_visible()
    assert saved_text(draft) == TYPED


def test_a_server_that_fails_keeps_no_one_from_trying_nor_loses_the_words(browser_of_mamie, draft):
    page = open_text(browser_of_mamie, draft)
    page.route("**/raconter/**", lambda route: route.abort())
    page.locator("[name=text]").fill(TYPED)
    page.get_by_role("button", name="Continuer").click()
    said(page).to_contain_text(NOT_SAVED)
    page.get_by_role("button", name="Continuer").click()  # again: sent all the same, and into the void
    page.wait_for_url("chrome-error://**")
    page.unroute("**/raconter/**")

    page.goto(f"/raconter/{draft.pk}/recit/")
    page.get_by_role("button", name=KEPT).click()
    said(page).to_contain_text("Enregistré à")
    assert saved_text(draft) == TYPED


def test_a_draft_that_changed_in_another_tab_is_said_and_both_texts_are_shown(browser_of_mamie, draft):
    here, there = open_text(browser_of_mamie, draft), open_text(browser_of_mamie, draft)
    there.locator("[name=text]").fill(TYPED)
    said(there).to_contain_text("Enregistré à")

    mine = "Un tout autre récit, écrit dans le premier onglet."
    here.locator("[name=text]").fill(mine)
    said(here).to_contain_text("a changé dans un autre onglet")
    assert saved_text(draft) == TYPED

    here.get_by_role("button", name="Continuer").click()
    expect(here.get_by_text("Ce brouillon a changé entre-temps")).to_be_visible()
    expect(here.locator("[name=text]")).to_have_value(mine)
    expect(here.locator(".kept", has_text=TYPED)).to_be_visible()

    here.get_by_role("button", name="Continuer").click()
    wait_for(lambda: saved_text(draft) == mine)
    here.goto(f"/raconter/{draft.pk}/recit/")
    expect(here.locator("[name=title]")).to_have_value(TITLE)
    expect(here.get_by_role("button", name=KEPT)).to_have_count(0)
