"""A moderator's shift without a mouse: ten stories, every outcome, nothing but keys."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from directory.models import Procedure
from stories.models import AnswerBack, Story
from tests.stories_made import TEXT, published_story, submitted_story
from tests.workflow.afterwards import answered_back, calibrated
from workflow.models import Decision, InternalComment, Pass

pytestmark = pytest.mark.django_db(transaction=True)

TELEPHONE = "On m'avait laissé le 06 12 34 56 78, où personne ne répond."
# Runs before the page's own scripts: a hand on a mouse or a finger would be seen.
WATCH = 'addEventListener("pointerdown", () => (window.touched = true), true);'


@pytest.fixture
def shift(world, mamie) -> list[Story]:
    """Ten stories, oldest first."""
    start = timezone.now() - timedelta(days=2)
    Procedure.objects.create(name="Demander une aide au logement", keywords=["cinq semaines"])
    told: list[dict] = [{} for _ in range(10)]
    told[4] = {"text": TELEPHONE}
    told[7] = {"other_service": "caf du gard", "place": ""}
    return [
        submitted_story(
            mamie,
            *([] if number == 7 else [world.caf_gard]),
            title=f"Récit numéro {number}",
            submitted_at=start + timedelta(hours=number),
            **more,
        )
        for number, more in enumerate(told)
    ]


def keys(page: Page, *pressed: str) -> None:
    for key in pressed:
        page.keyboard.press(key)


def tab_to(page: Page, element: str) -> None:
    """Go on with Tab, as one does."""
    for _ in range(80):
        if page.evaluate("document.activeElement.id") == element:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {element}")


def press(page: Page, element: str) -> None:
    tab_to(page, element)
    page.keyboard.press("Enter")


def reading(page: Page, number: int) -> None:
    """The next story is open here, held, with what stands beside it."""
    expect(page.locator("#story-title")).to_have_text(f"Récit numéro {number}")
    expect(page.locator("#publish")).to_be_visible()
    expect(page.locator("#annotate")).to_be_visible()


def test_ten_stories_without_a_mouse(site, window, shift, ines):
    page = window(site, ines)
    page.add_init_script(WATCH)
    page.goto("/moderation/")
    expect(page.locator("#queue .row")).to_have_count(10)

    keys(page, "n")
    reading(page, 0)
    keys(page, "p")

    reading(page, 1)
    keys(page, "x")
    expect(page.locator("[name=reject_reason]").first).to_be_focused()
    keys(page, "Space")
    press(page, "reject")

    reading(page, 2)
    keys(page, "c")
    expect(page.locator("#correct-title")).to_be_focused()
    tab_to(page, "correct-text")
    keys(page, "Control+End")
    page.keyboard.type(" Personne ne vexpliquap.")  # every letter of these is a command elsewhere
    tab_to(page, "correct-reason")
    page.keyboard.type("Clarté.")
    press(page, "correct")

    reading(page, 3)
    keys(page, "v")

    reading(page, 4)
    keys(page, "m")
    expect(page.locator("#correct-text")).to_have_value(TELEPHONE.replace("06 12 34 56 78", "[…]"))
    tab_to(page, "correct-reason")
    page.keyboard.type("Un numéro de téléphone.")
    press(page, "correct")

    reading(page, 5)
    keys(page, "d")
    expect(page.locator("#ask-question")).to_be_focused()
    page.keyboard.type("Quel service était-ce ?")
    press(page, "ask")

    reading(page, 6)
    keys(page, "e")
    expect(page.locator("#escalate-note")).to_be_focused()
    page.keyboard.type("Des menaces ?")
    press(page, "escalate")

    reading(page, 7)
    keys(page, "a")
    expect(page.locator("#decide [data-chosen]")).to_contain_text("Caf du Gard")
    keys(page, "p")

    reading(page, 8)
    keys(page, "q")
    expect(page.locator("#annotate-procedure option:checked")).to_have_text("Demander une aide au logement")
    keys(page, "t")
    page.keyboard.type("3")
    press(page, "annotate-save")
    expect(page.locator(".bench-state")).to_have_attribute("data-version", "4")
    keys(page, "i")
    page.keyboard.type("Vu avec Karim.")
    press(page, "note-write")
    expect(page.locator(".comments")).to_contain_text("Vu avec Karim.")
    keys(page, "p")

    reading(page, 9)
    keys(page, "r")
    expect(page.locator("#correct-panel :focus")).to_be_visible()
    tab_to(page, "correct-text")
    keys(page, "Control+a")
    page.keyboard.type("On a fermé mon dossier sans me le dire.")
    press(page, "propose")
    expect(page.locator("[name=reasons]").first).to_be_visible()
    for field in page.locator("[name=reasons]").all():
        tab_to(page, field.get_attribute("id") or "")
        page.keyboard.type("Plus court.")
    press(page, "propose")

    expect(page.get_by_role("heading", name="À lire")).to_be_visible()
    expect(page.locator("#queue .row")).to_have_count(1)
    assert not page.evaluate("window.touched")
    assert_decided(shift)


def assert_decided(shift: list[Story]) -> None:
    states = [Story.objects.get(pk=story.pk).state for story in shift]
    assert states == [
        "published",
        "rejected",
        "published",
        "submitted",
        "published",
        "awaiting_author",
        "submitted",
        "published",
        "published",
        "awaiting_author",
    ]
    outcomes = dict(Decision.objects.values_list("story", "outcome"))
    wanted = [
        "publish",
        "reject",
        "correct",
        None,
        "correct",
        "ask",
        "escalate",
        "publish",
        "publish",
        "rewrite",
    ]
    assert [outcomes.get(story.pk) for story in shift] == wanted
    assert Pass.objects.get().story == shift[3]
    assert Story.objects.get(pk=shift[2].pk).text == TEXT + " Personne ne vexpliquap."
    assert Story.objects.get(pk=shift[6].pk).reading == Story.Reading.SECOND
    ninth = Story.objects.get(pk=shift[8].pk)
    assert ninth.criticality == 3 and ninth.procedure and InternalComment.objects.get().story == ninth


def test_an_answer_to_a_reply_is_masked_and_published_without_a_mouse(site, window, world, mamie, ines):
    routing = answered_back(mamie, world.caf_gard, TELEPHONE)
    page = window(site, ines)
    page.add_init_script(WATCH)
    page.goto(f"/moderation/suites/{routing.pk}/")

    keys(page, "Enter")
    expect(page.locator("#publish-answer")).to_be_visible()
    keys(page, "m")
    expect(page.locator("#correct-text")).to_have_value(TELEPHONE.replace("06 12 34 56 78", "[…]"))
    tab_to(page, "correct-reason")
    page.keyboard.type("Un numéro de téléphone.")
    keys(page, "Enter")

    expect(page.get_by_text("La suite est publiée sous la réponse")).to_be_visible()
    assert "[…]" in AnswerBack.objects.get().text and not page.evaluate("window.touched")


def test_a_second_reading_is_given_without_a_mouse(site, window, world, mamie, ines, karim):
    waiting = calibrated(published_story(mamie, world.caf_gard), ines)
    page = window(site, karim)
    page.add_init_script(WATCH)
    page.goto("/moderation/etalonnage/")

    keys(page, "l")
    reasons = page.locator("[name=reject_reason]")
    expect(page.locator("#opine")).to_be_visible()
    expect(reasons.first).to_be_hidden()
    keys(page, "x")
    expect(page.locator("[value=reject]")).to_be_checked()
    expect(reasons.first).to_be_visible()
    keys(page, "p")
    expect(reasons.first).to_be_hidden()
    press(page, "opine")

    expect(page.get_by_text("Votre avis est gardé.")).to_be_visible()
    waiting.refresh_from_db()
    assert (waiting.by, waiting.outcome, waiting.reason) == (karim, "publish", "")
    assert page.evaluate("window.touched") is None


def test_the_page_lists_its_own_shortcuts(site, window, shift, ines):
    page = window(site, ines)
    page.goto("/moderation/")

    keys(page, "?")
    dialog = page.get_by_role("dialog", name="Raccourcis de cette page")
    expect(dialog).to_contain_text("Suivant")
    keys(page, "n")  # nothing behind the list acts
    expect(dialog).to_be_visible()
    keys(page, "Escape")
    expect(dialog).to_be_hidden()
    keys(page, "f")
    expect(page.locator("#arrange-service")).to_be_focused()
    page.keyboard.type("n?")
    expect(page.locator("#arrange-service")).to_have_value("n?")
    expect(dialog).to_be_hidden()


def test_what_is_ticked_is_counted_on_the_button(site, window, shift, ines):
    page = window(site, ines)
    page.goto("/moderation/?choisir=1")
    button = page.locator("#bulk-reject")
    expect(button).to_have_text("Ne pas publier")

    for story in shift[:3]:
        page.locator(f"#pick-{story.pk}").check()
    page.locator(f"#pick-{shift[0].pk}").uncheck()

    expect(button).to_have_text("Ne pas publier\u00a0(2)")


def test_a_filter_redraws_the_list_and_leaves_the_rest_where_it_was(site, window, shift, ines):
    page = window(site, ines)
    page.goto(f"/moderation/{shift[0].pk}/")

    keys(page, "f")
    page.keyboard.type("marseille")
    keys(page, "Enter")

    expect(page.locator("#file h1")).to_contain_text("0 sur 10")
    expect(page.locator("#story-title")).to_have_text("Récit numéro 0")
    tab_to(page, "drop-all")
    keys(page, "Enter")
    expect(page.locator("#queue .row")).to_have_count(10)
    expect(page.locator("#queue .row[aria-current]")).to_have_count(1)
