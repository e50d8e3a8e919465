"""Every button of workflow/ over HTTP: found in the URLconf, so that none is forgotten."""

from html import unescape

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from stories.models import Story
from tests.pressing import key, pressed, take
from tests.stories_made import submitted_story
from tests.workflow.busy_house import hide
from tests.workflow.desks import TYPED, Press, press, signed_in
from tests.workflow.routes import (
    BEFORE_SIGNING_IN,
    PAGES,
    PRESSES,
    ROUTES,
    TELLING,
    WITHOUT_KEY,
    WITHOUT_VERSION,
)
from workflow import actions
from workflow.models import Event, Notification, PrivateCopy, Step

pytestmark = pytest.mark.django_db


def url_of(name: str, item_id: int) -> str:
    return reverse(name, args=[item_id] if ROUTES[name].has_id else [])


def test_every_view_is_known_and_every_press_has_its_button(buttons):
    assert set(ROUTES) >= PAGES | TELLING | set(WITHOUT_VERSION) | BEFORE_SIGNING_IN
    assert set(buttons) == PRESSES


class TestEveryPress:
    def test_is_answered_by_a_redirect_or_json_when_all_is_well(self, buttons):
        for name in sorted(PRESSES - {"workflow:demo_sign_in"}):
            in_a_rolled_back_transaction(lambda name=name: assert_done(press(buttons[name]), name))

    def test_without_a_version_is_incomplete(self, buttons):
        for name in sorted(PRESSES - set(WITHOUT_VERSION)):
            in_a_rolled_back_transaction(
                lambda name=name: assert_incomplete(press(buttons[name], without="version"), name)
            )

    def test_without_a_key_is_incomplete(self, buttons):
        for name in sorted(PRESSES - WITHOUT_KEY):
            in_a_rolled_back_transaction(
                lambda name=name: assert_incomplete(press(buttons[name], without="key"), name)
            )

    def test_with_a_key_or_version_that_is_none_is_incomplete(self, buttons):
        for name in sorted(PRESSES - set(WITHOUT_VERSION)):
            for wrong in ({"key": "k" * 65}, {"version": "²"}, {"version": "-1"}, {"version": "un"}):
                if name == "workflow:read_all" and "key" in wrong:
                    continue
                in_a_rolled_back_transaction(
                    lambda name=name, wrong=wrong: assert_incomplete(
                        press(buttons[name], **wrong), f"{name} {wrong}"
                    )
                )

    def test_without_the_token_of_our_own_page_is_refused_in_french(self, buttons):
        for name in sorted(PRESSES - {"workflow:demo_sign_in"}):
            button = buttons[name]
            client = signed_in(button.by, enforce_csrf_checks=True)

            response = client.post(button.url, button.fields())

            assert response.status_code == 403, name
            assert "rien n&#x27;a été enregistré" in response.text or "rien n'a été" in response.text

    def test_gives_the_typed_text_back_when_the_token_is_gone(self, buttons):
        button = buttons["workflow:submit_reply"]

        response = signed_in(button.by, enforce_csrf_checks=True).post(button.url, button.fields())

        assert TYPED in response.text

    def test_is_no_page(self, buttons, mamie):
        """Going to its address (a reload after an error) leads back to a page, and changes nothing."""
        for name in sorted(PRESSES):
            button = buttons[name]
            url = url_of(name, 1) if button.item is None else button.url

            response = signed_in(button.by).get(url, follow=True)

            assert response.status_code in {200, 405}, name
            assert response.redirect_chain or "Erreur 405" in response.text, name
            assert signed_in(button.by).put(url).status_code == 405, name

    def test_by_somebody_signed_out_asks_to_sign_in(self, buttons):
        for name in sorted(PRESSES - BEFORE_SIGNING_IN):
            response = Client().post(buttons[name].url, buttons[name].fields())

            assert response.status_code == 302, name
            assert response["Location"].startswith(reverse("account_request_login_code")), name

    def test_on_what_one_may_not_see_is_not_found(self, buttons, paul):
        """Paul has an account and nothing else; a wrong id is answered the same."""
        for name in sorted(PRESSES - {"workflow:demo_sign_in"}):
            button = buttons[name]
            if button.item is None:
                continue
            hide(button.item)
            for item_id in (button.item.pk, 999_999_999, 2**63, 10**40):
                response = signed_in(paul).post(url_of(name, item_id), button.fields())
                wanted = {409, 422} if "renew" in name else {404}
                assert response.status_code in wanted, (name, item_id)
        assert not PrivateCopy.objects.exists()

    def test_that_comes_too_late_says_who_was_faster_and_when_and_gives_the_text_back(self, buttons, request):
        for name in sorted(PRESSES - set(WITHOUT_VERSION) - {"workflow:read_all", "workflow:submit"}):
            in_a_rolled_back_transaction(lambda name=name: assert_too_late(buttons[name]))


def in_a_rolled_back_transaction(act) -> None:
    with transaction.atomic():
        act()
        transaction.set_rollback(True)


def assert_done(response, name: str) -> None:
    assert response.status_code in {200, 302, 303}, (name, response.text)
    if response.status_code == 200:
        assert response["Content-Type"] == "application/json", name


def assert_incomplete(response, name: str) -> None:
    assert response.status_code == 422, name
    assert "incomplet" in response.text, name


def assert_too_late(button: Press) -> None:
    fields = button.fields(button.take())
    by_colleague = type(button.item).objects.get(pk=button.item.pk)
    last = by_colleague.events.last()
    stale = int(fields["version"]) - 1

    response = signed_in(button.by).post(button.url, fields | {"version": stale})

    if button.name == "workflow:save_draft":
        # Its chain is the number of saves, not the version: words never wait for a move elsewhere.
        assert response.status_code == 200
        return
    assert response.status_code == 409, (button.name, response.text[-800:])
    if button.name == "workflow:opine":
        assert by_colleague.get_state_display() not in response.text, (
            "what became of it is not the reader's to know"
        )
        return
    assert "Quelqu'un vous a devancé" in response.text or "Trop tard" in response.text
    assert "État présent" in response.text and by_colleague.get_state_display() in unescape(response.text)
    for words in (button.typed or {}).values():
        if words == TYPED:
            assert TYPED in response.text, button.name
    author = by_colleague.author if isinstance(by_colleague, Story) else by_colleague.story.author
    if last and last.actor and author not in {last.actor, button.by}:
        assert last.actor.name in response.text, button.name
        assert "Quelqu'un vous a devancé" in response.text
        assert timezone.localtime(last.at).strftime("%H:%M") in response.text, button.name
    if author != button.by:
        assert author.name not in response.text and author.email not in response.text


class TestTheLoserOfARace:
    def test_reads_the_name_of_the_winner_and_finds_the_typed_text(self, buttons, lucie):
        button = buttons["workflow:correct"]
        tab = button.take()
        fields = button.fields(tab)
        taken = actions.take_over(
            Step.MODERATE, button.item.pk, **pressed(button.item, lucie), reason="Absente."
        )
        actions.reject(
            button.item.pk, **pressed(button.item, lucie), tab=taken.detail["tab"], reason="off_topic"
        )

        response = signed_in(button.by).post(button.url, fields)

        assert response.status_code == 409
        for words in ("non publiée", "Lucie Ferrand", TYPED, "Voir l'état présent"):
            assert words in response.text

    def test_never_reads_an_authors_name(self, buttons, mamie, paul):
        button = buttons["workflow:publish"]
        fields = button.fields(button.take())
        actions.withdraw(button.item.pk, **pressed(button.item, mamie))

        response = signed_in(button.by).post(button.url, fields)

        assert response.status_code == 409 and "retirée" in response.text
        assert mamie.name not in response.text

    def test_who_is_the_author_reads_no_moderators_name(self, items, mamie, ines):
        story = items["submitted"]
        take(Step.MODERATE, story, ines)

        response = signed_in(mamie).post(
            reverse("workflow:withdraw", args=[story.pk]), {"version": 1, "key": key()}
        )

        assert response.status_code == 409
        assert ines.name not in response.text

    def test_with_full_hands_is_shown_what_they_hold(self, world, mamie, ines):
        stories = [submitted_story(mamie, world.caf_gard, title=f"Récit {n}") for n in range(4)]
        for story in stories[:3]:
            take(Step.MODERATE, story, ines)

        response = press(Press("workflow:claim", ines, stories[3]))

        assert response.status_code == 409
        for story in stories[:3]:
            assert f'<a href="/moderation/{story.pk}/">{story.title}</a>' in response.text

    def test_by_htmx_gets_the_same_as_a_fragment_in_its_place(self, buttons):
        button = buttons["workflow:submit_reply"]
        fields = button.fields(button.take()) | {"version": 0}

        response = signed_in(button.by).post(button.url, fields, headers={"HX-Request": "true"})

        assert response.status_code == 409 and response["HX-Retarget"] == "#problem"
        assert TYPED in response.text and "<html" not in response.text


class TestTheSamePressTwice:
    def test_is_answered_the_same_and_acts_once(self, buttons):
        for name in sorted(PRESSES - WITHOUT_KEY - {"workflow:submit", "workflow:read_all"}):
            in_a_rolled_back_transaction(lambda name=name: assert_once(buttons[name]))


def assert_once(button: Press) -> None:
    fields = button.fields(button.take())
    client = signed_in(button.by)
    first = client.post(button.url, fields)
    events, copies = Event.objects.count(), Notification.objects.count()

    second = client.post(button.url, fields)

    assert second.status_code == first.status_code, (button.name, second.text)
    assert second.headers.get("Location") == first.headers.get("Location"), button.name
    assert (Event.objects.count(), Notification.objects.count()) == (events, copies), button.name
