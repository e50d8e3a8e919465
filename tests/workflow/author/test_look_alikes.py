"""No account is entered with another address than its own, however alike they look, and however many try at once."""

import re
from itertools import cycle

import pytest
from allauth.core.context import request_context
from django.core import mail
from django.test import Client
from django.urls import reverse

from directory.forms import CodeToAddressForm
from directory.models import User
from stories.models import Story
from tests.at_once import at_once
from tests.stories.telling_done import ask_code, give_code, tell_all
from tests.stories_made import TEXT, TITLE
from workflow.demo.houses import load_houses, load_people

# Letters that some comparison somewhere takes for an ASCII one: by upper case, by compatibility, by the eye.
ALIKE = {
    "i": "ıİіⅰ",
    "s": "ſѕß",
    "k": "\u212aк",
    "a": "аªà",
    "e": "еéℯ",
    "o": "оº０",
    "l": "ⅼ1",
    "m": "ⅿ",
    "n": "ո",
    "u": "ս",
    "v": "ⅴ",
}


HAS_CODE = re.compile(r"^(\d{6})$", re.MULTILINE)


def look_alikes(address: str) -> set[str]:
    """Addresses that are not this one to the letter, though somebody or something may take them for it."""
    found = {address.upper(), f"{address}\u200b", f"\u00a0{address}", address.replace("@", "＠")}
    for letter, others in ALIKE.items():
        if letter in address:
            found |= {address.replace(letter, other, 1) for other in others}
            found |= {address.replace(letter, other) for other in others}
    return found - {address}


def code_in(message) -> str:
    return HAS_CODE.findall(str(message.body))[-1]


def who_is_signed_in(client: Client) -> str:
    return str(client.session.get("_auth_user_id", ""))


@pytest.fixture
def generous(settings) -> None:
    """Hundreds of tries from one machine: it is the comparison that must hold, not the limit."""
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def demo(db) -> dict[str, int]:
    """Every account of the demo by its address."""
    load_people(load_houses())
    return dict(User.objects.values_list("email", "pk"))


def test_no_look_alike_of_any_account_of_the_demo_names_it(demo, generous, rf):
    tried = 0
    for address, victim in demo.items():
        for typed in look_alikes(address):
            with request_context(rf.post("/")):
                form = CodeToAddressForm({"email": typed})
                if form.is_valid() and form._user and form._user.pk == victim:
                    assert form.cleaned_data["email"] == address  # where the code goes
                tried += 1
    assert len(demo) > 15 and tried > 20 * len(demo)


def test_a_code_mailed_to_a_look_alike_never_opens_an_account_of_the_demo(demo, generous):
    draft = Story.objects.create(
        title=TITLE, text=TEXT, pseudonym="Rose 12", happened_on="2026-09-02", other_service="La mairie"
    )
    pages = cycle([("account_request_login_code", []), ("workflow:send_code", [draft.pk])])
    for nth, (address, victim) in enumerate(demo.items()):
        # Another of its look-alikes for each account: all of them are tried on some.
        alike = sorted(look_alikes(address))
        for typed in {
            alike[nth % len(alike)],
            alike[-nth % len(alike)],
            address.replace("o", "օ").replace("e", "е"),
        }:
            mail.outbox.clear()
            client = Client()
            session = client.session
            session["drafts"] = [draft.pk]
            session.save()
            name, args = next(pages)
            client.post(reverse(name, args=args), {"email": typed})
            for message in mail.outbox:
                if HAS_CODE.search(str(message.body)) and message.to != [address]:
                    client.post(reverse("account_confirm_login_code"), {"code": code_in(message)})
                    assert who_is_signed_in(client) != str(victim), (typed, message.to)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("letter", ["ı", "İ", "i\u200b", "I"])
def test_six_at_once_make_no_way_in(world, ines, letter, generous):
    """A race for the account of an address: who loses it is given that very address's account, or none."""
    typed = ines.email.replace("i", letter, 1)
    browsers = [Client() for _ in range(6)]
    drafts = [tell_all(browser, world) for browser in browsers]

    at_once(
        *[
            lambda b=browser, d=draft: ask_code(b, d, typed)
            for browser, draft in zip(browsers, drafts, strict=True)
        ]
    )

    for message in mail.outbox:
        assert message.to == [ines.email]  # nobody else was written to of this account
    for browser, draft in zip(browsers, drafts, strict=True):
        if not mail.outbox:
            give_code(browser, draft, "000000")
            assert who_is_signed_in(browser) == ""


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_a_new_address_are_one_account(world, generous):
    browsers = [Client() for _ in range(4)]
    drafts = [tell_all(browser, world) for browser in browsers]
    spellings = ["rose@exemple.test", "ROSE@exemple.test", "rose@exemple.test\u200b", " rose@EXEMPLE.test"]

    at_once(
        *[
            lambda b=browser, d=draft, e=email: ask_code(b, d, e)
            for browser, draft, email in zip(browsers, drafts, spellings, strict=True)
        ]
    )

    assert User.objects.filter(email__startswith="rose").count() == 1
    assert {tuple(message.to) for message in mail.outbox} == {("rose@exemple.test",)}


@pytest.mark.django_db
class TestAProofIsOfOneAddress:
    def test_a_code_mailed_before_the_address_changed_opens_nothing(self, client, mamie):
        client.post(reverse("account_request_login_code"), {"email": mamie.email})
        code = code_in(mail.outbox[-1])
        User.objects.filter(pk=mamie.pk).update(email="ailleurs@exemple.test")

        answer = client.post(reverse("account_confirm_login_code"), {"code": code}, follow=True)

        assert who_is_signed_in(client) == ""
        assert "une adresse qui n" in answer.text

    def test_nor_does_one_asked_for_while_telling(self, client, world, mamie):
        pk = tell_all(client, world)
        ask_code(client, pk, mamie.email)
        code = code_in(mail.outbox[-1])
        User.objects.filter(pk=mamie.pk).update(email="ailleurs@exemple.test")

        give_code(client, pk, code)

        assert who_is_signed_in(client) == ""
        assert Story.objects.get(pk=pk).author is None

    def test_a_closed_account_is_entered_by_nobody(self, client, world, mamie):
        User.objects.filter(pk=mamie.pk).update(is_active=False)
        for typed in (mamie.email, mamie.email.upper(), mamie.email.replace("m", "ｍ")):
            mail.outbox.clear()
            browser = Client()
            ask_code(browser, tell_all(browser, world), typed)
            assert not any(HAS_CODE.search(str(message.body)) for message in mail.outbox)

    @pytest.mark.parametrize("typed", ["inés@exemple.test", "a b@exemple.test", "a@b", "a@[::1]"])
    def test_what_is_no_address_is_said_beside_the_field(self, client, typed):
        answer = client.post(reverse("account_request_login_code"), {"email": typed})

        assert "fr-error-text" in answer.text
        assert not mail.outbox
