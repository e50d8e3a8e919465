import re

import pytest
from django.core import mail
from django.urls import reverse

from directory.models import User
from stories.models import ContactMode, Story
from tests.stories_made import TEXT, TITLE

pytestmark = pytest.mark.django_db
ADDRESS = "nadia.petit@exemple.test"


def step_url(pk: int, slug: str) -> str:
    return reverse("stories:step", args=[pk, slug])


def begin(client) -> int:
    response = client.post(reverse("stories:tell"), {"situation": "over"})
    return int(response.url.split("/")[2])


def tell(client, pk: int, slug: str, **told: object):
    version = Story.objects.get(pk=pk).version
    return client.post(step_url(pk, slug), {"version": version, "next": "1"} | told)


def tell_all(client, world) -> int:
    """Every step, as somebody without JavaScript goes through them."""
    pk = begin(client)
    tell(client, pk, "recit", title=TITLE, text=TEXT)
    tell(client, pk, "ressenti", feeling="negative")
    tell(client, pk, "services", structures=[world.caf_gard.pk, world.sip_nimes.pk])
    met = {f"modes-{world.caf_gard.pk}": ["phone", "website"]}
    tell(client, pk, "contact", **met, **{f"modes-{world.sip_nimes.pk}": ["mail"]})
    tell(client, pk, "quand", happened_on="2026-09-02", place="Gard")
    tell(client, pk, "pseudonyme", pseudonym="Mamie30")
    return pk


def code_sent() -> str:
    return re.search(r"^(\d{6})$", mail.outbox[-1].body, re.MULTILINE).group(1)


def ask_code(client, pk: int, email: str = ADDRESS):
    return client.post(reverse("workflow:send_code", args=[pk]), {"email": email})


def give_code(client, pk: int, code: str):
    return client.post(reverse("workflow:confirm_code", args=[pk]), {"code": code, "key": "k1"})


def test_the_first_page_says_what_is_not_for_here(client, db):
    page = client.get(reverse("stories:tell")).text

    assert "Ce n'est pas ici" in page
    assert reverse("stories:elsewhere") in page


def test_somebody_whose_procedure_is_under_way_is_told_whom_to_contact(client, db):
    response = client.post(reverse("stories:tell"), {"situation": "ongoing"}, follow=True)

    assert "www.caf.fr" in response.text
    assert not Story.objects.exists()


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


def test_a_service_that_does_not_answer_yet_is_said_so_while_telling(client, world):
    pk = begin(client)
    tell(client, pk, "services", structures=[world.caf_gard.pk, world.sip_nimes.pk])

    page = client.get(step_url(pk, "contact")).text

    assert page.count("ne répond pas encore sur Voxusagers") == 1


def test_a_service_nobody_finds_is_said_with_ones_own_words(client, world):
    pk = begin(client)

    response = tell(client, pk, "services", other_service="Le bureau au fond du couloir")

    assert response.url == step_url(pk, "quand")
    assert Story.objects.get(pk=pk).other_service == "Le bureau au fond du couloir"


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
    assert Story.objects.get(pk=pk).state == Story.State.DRAFT
    assert give_code(client, pk, right).url == reverse("stories:told", args=[pk])


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
    assert give_code(client, pk, second).status_code == 302


def test_known_and_unknown_addresses_get_the_same_answer(client, client_of_another, world, mamie):
    def answer_to(browser, email: str) -> tuple[int, str, str]:
        pk = tell_all(browser, world)
        asked = ask_code(browser, pk, email)
        page = browser.get(asked.url).text
        page = re.sub(r'(csrfmiddlewaretoken|key)" value="[^"]+"', "", page)
        subject = mail.outbox[-1].subject
        return asked.status_code, page.replace(email, "").replace(str(pk), ""), subject

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


def test_a_draft_belongs_to_its_browser(client, client_of_another, world):
    pk = begin(client)

    assert client_of_another.get(step_url(pk, "recit")).status_code == 404
    saved = client_of_another.post(reverse("stories:autosave", args=[pk]), {"text": "volé"})
    assert saved.status_code == 404


def test_an_incomplete_story_cannot_be_sent(client, world, mamie):
    client.force_login(mamie)
    pk = begin(client)
    tell(client, pk, "recit", title=TITLE, text=TEXT)

    page = client.get(step_url(pk, "relecture")).text
    client.post(reverse("workflow:submit", args=[pk]), {"version": 2, "key": "k"})

    assert "Dites quel service" in page
    assert Story.objects.get(pk=pk).state == Story.State.DRAFT


@pytest.mark.parametrize(
    ("slug", "told", "message"),
    [
        ("recit", {"title": TITLE, "text": "court"}, "au moins 20 caractères"),
        ("recit", {"title": "", "text": TEXT}, "Donnez un titre"),
        ("recit", {"title": "t" * 151, "text": TEXT}, "150 caractères"),
        ("recit", {"title": TITLE, "text": "a" * 15_001}, "15 000 caractères"),
        ("recit", {"title": TITLE, "text": "nul \x00 nul nul nul nul nul"}, "nul"),
        ("ressenti", {"feeling": "furieux"}, "quatre réponses"),
        ("ressenti", {}, "quatre réponses"),
        ("quand", {"happened_on": "2926-01-01"}, "dans l&#x27;avenir"),
        ("quand", {"happened_on": "0001-01-01"}, "trop ancienne"),
        ("quand", {"happened_on": "hier"}, "18/11/2026"),
        ("quand", {"happened_on": "2025-01-01", "place": "x" * 121}, "120 caractères"),
        ("pseudonyme", {"pseudonym": "moi@exemple.test"}, "adresse ou à un numéro"),
        ("pseudonyme", {"pseudonym": "06 12 34 56 78"}, "adresse ou à un numéro"),
        ("pseudonyme", {"pseudonym": "x"}, "trop court"),
        ("services", {}, "Choisissez un service"),
        ("services", {"other_service": "x" * 201}, "200 caractères"),
    ],
)
def test_what_cannot_be_accepted_is_said_and_kept(client, world, slug, told, message):
    pk = begin(client)

    response = tell(client, pk, slug, **told)

    assert response.status_code == 422
    assert message in response.text
    assert "fr-error-text" in response.text
    for typed in told.values():
        if len(typed) > 2 and "\x00" not in typed and slug != "ressenti":
            assert typed.split("'")[0] in response.text


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
