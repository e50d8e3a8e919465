"""What moderators, their colleagues and authors do to each other, each in a browser of their own."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from stories.models import Story
from tests.pressing import pressed
from tests.servers import Server, daphne
from tests.stories_made import TEXT, TITLE, submitted_story
from workflow import actions
from workflow.models import Claim, Decision, PrivateCopy, Step
from workflow.spine.topics import announce

pytestmark = pytest.mark.django_db(transaction=True)

LONG_ENOUGH_TO_UNDO = "60"


@pytest.fixture
def story(world, mamie) -> Story:
    return submitted_story(mamie, world.caf_gard)


@pytest.fixture
def patient_site(transactional_db, tmp_path: Path) -> Iterator[Server]:
    """Where a decision waits a minute before the world learns of it."""
    with daphne(VOX_VAR=str(tmp_path), UNDO_SECONDS=LONG_ENOUGH_TO_UNDO) as server:
        yield server


def live(page: Page, path: str) -> Page:
    page.goto(path)
    expect(page.locator("[data-live-state=live]").first).to_be_visible()
    return page


def row_of(page: Page):
    return page.locator("#queue .row", has_text=TITLE)


def take_next(page: Page) -> None:
    page.get_by_role("button", name="Suivant").click()
    expect(page.locator("#publish")).to_be_visible()


def test_a_rewrite_is_agreed_to_change_by_change_and_comes_back_to_who_proposed_it(
    site, window, story, mamie, ines, karim
):
    author = live(window(site, mamie, width="phone"), "/mes-experiences/")
    colleague = live(window(site, karim), "/moderation/")
    moderator = live(window(site, ines), "/moderation/")

    # The moderator rewrites the title and a sentence, and says why of each.
    take_next(moderator)
    moderator.keyboard.press("r")
    moderator.locator("#correct-title").fill("Dossier fermé")
    moderator.locator("#correct-text").fill(TEXT.replace("cinq semaines", "un mois"))
    moderator.locator("#propose").click()
    moderator.locator("#reasons-1").fill("Plus court.")
    moderator.locator("#propose").click()
    expect(moderator.locator("#reasons-2")).to_be_focused()  # it alone is missing
    expect(moderator.locator("#reasons-1")).to_have_value("Plus court.")
    expect(moderator.locator("#reasons-2")).to_have_value("")
    moderator.locator("#reasons-2").fill("Moins précis.")
    moderator.locator("#propose").click()
    expect(moderator.get_by_role("heading", name="À lire")).to_be_visible()

    # The author is asked at once, and answers each change by itself.
    author.get_by_role("link", name="Lire la proposition").click()
    title, sentence = (author.locator(".changes-to-agree > li").nth(number) for number in (0, 1))
    expect(title).to_contain_text("Plus court.")
    title.get_by_label("Je refuse").check()
    author.get_by_role("link", name="Plus tard").click()
    author.get_by_role("link", name="Lire la proposition").click()
    expect(title.get_by_label("Je refuse")).to_be_checked()  # what was begun is still there
    author.get_by_role("button", name="Envoyer ma réponse").click()
    expect(sentence.locator(".fr-error-text")).to_be_visible()  # not a word on the second: nothing is sent
    expect(title.get_by_label("Je refuse")).to_be_checked()
    sentence.get_by_label("J'écris autre chose").check()
    own = sentence.get_by_label("Votre version")
    own.fill("Puis plus rien, longtemps.")
    author.get_by_role("button", name="Envoyer ma réponse").click()
    expect(author.get_by_role("heading", name="Mes expériences")).to_be_visible()

    # It is back on the desk of the moderator, live, and no colleague's to take.
    moderator.get_by_role("button", name="1 nouvelle expérience").click()
    expect(row_of(moderator)).to_contain_text("Réponse de l'auteur")
    expect(moderator.locator("summary", has_text="Notifications non lues")).to_contain_text("1")
    colleague.goto("/moderation/")
    expect(row_of(colleague)).to_contain_text("proposée à Inès M.")
    colleague.get_by_role("button", name="Suivant").click()
    expect(colleague.get_by_text("Rien à lire")).to_be_visible()
    take_next(moderator)
    expect(moderator.locator(".text")).to_contain_text("Puis plus rien, longtemps.")
    expect(moderator.locator(".consent")).to_contain_text(re.compile("refusé", re.IGNORECASE))
    moderator.keyboard.press("p")
    expect(moderator.get_by_text("est publiée")).to_be_visible()

    story.refresh_from_db()
    assert story.state == Story.State.PUBLISHED
    assert story.title == TITLE and "Puis plus rien, longtemps." in story.text


def test_a_lease_stolen_while_typing_stops_the_hand_and_loses_no_word(site, window, story, ines, lucie):
    moderator = live(window(site, ines), "/moderation/")
    senior = live(window(site, lucie), f"/moderation/{story.pk}/")
    take_next(moderator)
    expect(row_of(senior)).to_contain_text("Inès M. lit · encore 2\u00a0min")
    moderator.keyboard.press("c")
    typed = f"{TEXT} Une phrase que personne ne doit perdre."
    moderator.locator("#correct-text").fill(typed)
    moderator.locator("#correct-reason").press_sequentially("Clar")

    senior.get_by_role("link", name="Reprendre à Inès M.").click()
    expect(senior.get_by_label("Pourquoi reprendre")).to_be_focused()
    senior.get_by_label("Pourquoi reprendre").fill("Urgence.")
    senior.get_by_role("button", name="Reprendre", exact=True).click()
    expect(senior.locator("#publish")).to_be_visible()

    # Where she typed, her words still stand, and nothing can be pressed any more.
    expect(moderator.locator("[data-lost]")).to_contain_text("Lucie")
    expect(moderator.locator("#correct-text")).to_have_value(typed)
    expect(moderator.locator("#correct-text")).not_to_be_editable()
    expect(moderator.locator("#publish")).to_be_disabled()
    expect(moderator.locator("summary", has_text="Notifications non lues")).to_contain_text("1")

    # Decided by the senior: what the other typed is hers alone, and hers still.
    senior.keyboard.press("p")
    expect(senior.get_by_text("est publiée")).to_be_visible()
    moderator.goto(f"/moderation/{story.pk}/")
    moderator.get_by_text("Votre texte gardé").first.click()
    expect(moderator.get_by_label("Visible de vous seul").first).to_have_value(re.compile("ne doit perdre"))
    senior.goto(f"/moderation/{story.pk}/")
    expect(senior.get_by_text("Votre texte gardé")).to_have_count(0)
    assert Decision.objects.get().by == lucie
    assert PrivateCopy.objects.filter(person=ines, item_id=story.pk).exists()


def test_a_browser_closed_mid_decision_loses_no_word(site, window, story, ines):
    first = live(window(site, ines), "/moderation/")
    take_next(first)
    first.keyboard.press("c")
    typed = f"{TEXT} Une phrase tapée juste avant la panne."
    with first.expect_response(lambda answer: answer.url.endswith("/copie/")):
        first.locator("#correct-text").fill(typed)
    first.context.close()

    second = live(window(site, ines), f"/moderation/{story.pk}/")
    second.get_by_role("button", name="Continuer dans cet onglet").click()
    expect(second.locator("#correct-text")).to_have_value(typed)
    expect(second.locator("#correct-text")).to_be_visible()
    second.locator("#correct-reason").fill("Précision.")
    second.locator("#correct").click()
    expect(second.get_by_text("est corrigée et publiée")).to_be_visible()
    story.refresh_from_db()
    assert story.text == typed
    assert not PrivateCopy.objects.exists()


def test_a_story_taken_to_another_tab_stops_the_first_at_once(site, window, story, ines):
    first = live(window(site, ines), "/moderation/")
    take_next(first)
    first.keyboard.press("c")
    first.locator("#correct-text").fill(f"{TEXT} Écrit dans le premier onglet.")
    second = first.context.new_page()
    live(second, f"/moderation/{story.pk}/")

    second.get_by_role("button", name="Continuer dans cet onglet").click()
    expect(second.locator("#publish")).to_be_visible()

    expect(first.locator("[data-lost]")).to_contain_text("Vous continuez dans un autre onglet.")
    expect(first.locator("#publish")).to_be_disabled()
    expect(first.locator("#correct-text")).to_have_value(re.compile("premier onglet"))
    second.reload()
    second.get_by_text("Votre texte gardé").first.click()
    expect(second.get_by_label("Visible de vous seul").first).to_have_value(re.compile("premier onglet"))


def test_under_a_filter_only_what_comes_in_is_new(site, window, world, mamie, ines, karim):
    story = submitted_story(mamie, world.caf_gard, feeling="positive")
    moderator = live(window(site, ines), "/moderation/")
    moderator.keyboard.press("f")
    moderator.locator("#arrange-feeling").select_option("negative")
    moderator.locator("#arrange-keep").click()
    expect(moderator.locator("#file h1")).to_contain_text("0 sur 1")

    actions.claim(Step.MODERATE, story.pk, **pressed(story, karim))
    announce(submitted_story(mamie, world.caf_gard, title="Un autre récit", submitted_at=timezone.now()))

    expect(moderator.locator("[data-pill]")).to_have_text("1\u00a0nouvelle expérience")


def test_a_decision_undone_was_never_seen_outside_the_desks(patient_site, window, story, mamie, ines, karim):
    author = live(window(patient_site, mamie), "/mes-experiences/")
    reader = live(window(patient_site), "/experiences/")
    colleague = live(window(patient_site, karim), "/moderation/")
    moderator = live(window(patient_site, ines), "/moderation/")
    told = author.locator(".mine").inner_text()
    take_next(moderator)

    moderator.keyboard.press("p")
    expect(moderator.locator("#undo")).to_be_visible()
    expect(row_of(colleague)).to_contain_text("Inès M.")
    expect(row_of(colleague)).to_contain_text("publiée")

    moderator.keyboard.press("u")
    expect(moderator.get_by_text("La décision est annulée")).to_be_visible()
    expect(moderator.locator("#publish")).to_be_visible()  # the story is theirs again
    expect(row_of(colleague)).to_contain_text("Inès M. lit")
    assert Claim.objects.get().holder == ines

    # Neither the author nor a reader was told anything, not even by a count.
    assert author.locator(".mine").inner_text() == told
    author.reload()
    assert author.locator(".mine").inner_text() == told
    expect(reader.locator("[data-pill]")).to_be_hidden()
    expect(reader.get_by_text(TITLE)).to_have_count(0)
    story.refresh_from_db()
    assert story.state == Story.State.SUBMITTED and story.in_effect


def test_on_a_telephone_every_tool_of_the_desk_is_in_reach(site, window, ines):
    page = live(window(site, ines, width="phone"), "/moderation/")
    page.locator("#desk-more").click()
    under_a_finger = """() => [...document.querySelectorAll(".beside-tabs a")].map((link) => {
        const { x, y, width, height } = link.getBoundingClientRect();
        return document.elementFromPoint(x + width / 2, y + height / 2) === link;
    })"""
    reached = page.evaluate(under_a_finger)
    assert len(reached) >= 5 and all(reached)
