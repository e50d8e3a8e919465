import re

import pytest
from django.core import mail
from django.urls import reverse

from directory.models import User
from stories.models import ContactMode, Story
from tests.stories.telling_done import ADDRESS, ask_code, code_sent, give_code, tell_all
from tests.stories_made import TITLE

pytestmark = pytest.mark.django_db


def test_a_story_is_told_step_by_step_and_sent_with_a_code(client, world):
    pk = tell_all(client, world)

    assert ask_code(client, pk).url == reverse("workflow:confirm_code", args=[pk])
    sent = give_code(client, pk, code_sent())

    story = Story.objects.get(pk=pk)
    assert sent.url == reverse("stories:told", args=[pk])
    assert story.state == Story.State.SUBMITTED
    assert story.author.email == ADDRESS
    assert story.title == TITLE
    assert set(story.structures.all()) == {world.caf_gard, world.sip_nimes}
    assert set(ContactMode.objects.values_list("mode", flat=True)) == {"phone", "website", "mail"}
    assert "bien reçu" in client.get(sent.url).text


def test_somebody_signed_in_sends_without_a_code(client, world, mamie):
    client.force_login(mamie)
    pk = tell_all(client, world)
    version = Story.objects.get(pk=pk).version
    press = {"version": version, "key": "k1"}

    client.post(reverse("workflow:submit", args=[pk]), press)
    again = client.post(reverse("workflow:submit", args=[pk]), press)

    assert again.url == reverse("stories:told", args=[pk])
    assert Story.objects.filter(author=mamie, state="submitted").count() == 1
    assert not mail.outbox


def test_a_wrong_code_keeps_everything(client, world):
    pk = tell_all(client, world)
    ask_code(client, pk)
    right = code_sent()
    wrong = "000000" if right != "000000" else "111111"

    response = give_code(client, pk, wrong)

    assert response.status_code == 422
    assert "dernier courriel" in response.text
    assert Story.objects.get(pk=pk).state == Story.State.DRAFT
    assert give_code(client, pk, right).url == reverse("stories:told", args=[pk])


def test_forgetting_the_code_is_no_wrong_try(client, world):
    pk = tell_all(client, world)
    ask_code(client, pk)

    for _ in range(7):
        assert give_code(client, pk, "").status_code == 422
    right = code_sent()
    assert give_code(client, pk, f" {right[:3]} {right[3:]} ").url == reverse("stories:told", args=[pk])


def test_too_many_wrong_codes_ask_for_a_new_one_and_keep_the_story(client, world):
    pk = tell_all(client, world)
    ask_code(client, pk)
    wrong = "000000" if code_sent() != "000000" else "111111"
    for _ in range(5):
        response = give_code(client, pk, wrong)

    assert response.url == reverse("workflow:send_code", args=[pk])
    ask_code(client, pk)
    assert give_code(client, pk, code_sent()).url == reverse("stories:told", args=[pk])


def test_a_code_is_worth_fifteen_minutes(client, world):
    pk = tell_all(client, world)
    ask_code(client, pk)
    session = client.session
    session["account_login"]["state"]["stages"]["login_by_code"]["data"]["at"] -= 15 * 60 + 1
    session.save()

    response = give_code(client, pk, code_sent())

    assert response.url == reverse("workflow:send_code", args=[pk])
    assert Story.objects.get(pk=pk).state == Story.State.DRAFT


def test_a_new_code_voids_the_first(client, world):
    pk = tell_all(client, world)
    ask_code(client, pk)
    first = code_sent()
    ask_code(client, pk)
    second = code_sent()

    if first != second:
        assert give_code(client, pk, first).status_code == 422
    assert give_code(client, pk, second).status_code == 303


def test_known_and_unknown_addresses_get_the_same_answer(client, client_of_another, world, mamie):
    def answer_to(browser, email: str) -> tuple[int, str, str]:
        pk = tell_all(browser, world)
        asked = ask_code(browser, pk, email)
        page = browser.get(asked.url).text
        page = re.sub(r'(csrfmiddlewaretoken|key)" value="[^"]+"', "", page)
        subject = str(mail.outbox[-1].subject)
        return asked.status_code, page.replace(email, "").replace(f"/{pk}/", ""), subject

    known = answer_to(client, mamie.email)
    unknown = answer_to(client_of_another, ADDRESS)

    assert known == unknown
    assert User.objects.filter(email=ADDRESS).exists()


def test_a_double_press_of_the_last_button_is_one_story(client, world):
    pk = tell_all(client, world)
    ask_code(client, pk)
    code = code_sent()

    give_code(client, pk, code)
    again = give_code(client, pk, code)

    assert again.url == reverse("stories:told", args=[pk])
    assert Story.objects.exclude(state="draft").count() == 1


def test_a_pseudonym_that_gives_the_address_away_is_refused(client, world):
    pk = tell_all(client, world)

    response = ask_code(client, pk, "mamie30@exemple.test")

    assert response.status_code == 422
    assert "Votre pseudonyme" in response.text
    assert not mail.outbox


@pytest.mark.parametrize("email", ["", "personne", "a@b", "x" * 250 + "@exemple.test", "a\x00@b.fr"])
def test_a_strange_address_is_refused_in_french(client, world, email):
    pk = tell_all(client, world)

    assert ask_code(client, pk, email).status_code == 422


def test_nothing_is_published_of_a_story_before_a_moderator_read_it(client, client_of_another, world):
    pk = tell_all(client, world)
    ask_code(client, pk)
    give_code(client, pk, code_sent())

    assert client_of_another.get(reverse("stories:story", args=[pk])).status_code == 404
