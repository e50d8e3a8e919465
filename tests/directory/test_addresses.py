"""One address, one form: what is the same is the same to the letter, and nothing else is."""

import pytest
from django.db import IntegrityError, transaction

from directory.addresses import NoAddress, normal_form
from directory.models import User


@pytest.mark.parametrize(
    "typed",
    [
        "ines@exemple.fr",
        "INES@Exemple.FR",
        " ines@exemple.fr\u00a0",
        "ines@exemple.fr\u200b",
        "\u2060ines@exem\u00adple.fr",
        "ｉｎｅｓ＠ｅｘｅｍｐｌｅ．ｆｒ",
        "ine\u017f@exemple.fr",
        "ines@exemple\u3002fr",
    ],
)
def test_one_address_however_typed_has_one_form(typed):
    assert normal_form(typed) == "ines@exemple.fr"


def test_a_host_with_accents_has_the_form_that_dns_knows():
    assert (
        normal_form("a@mairie-nîmes.fr")
        == normal_form("a@XN--mairie-nmes-7cb.fr")
        == "a@xn--mairie-nmes-7cb.fr"
    )
    assert normal_form("a@straße.de") != normal_form("a@strasse.de")


@pytest.mark.parametrize(
    "typed",
    [
        "ınes@exemple.fr",  # a Turkish i without its dot
        "İnes@exemple.fr",
        "inés@exemple.fr",
        "in\u0435s@exemple.fr",  # a Cyrillic letter
        "in es@exemple.fr",
        "in\x00es@exemple.fr",
        "personne",
        "@exemple.fr",
        "a@",
        "a@b",
        "a@b@exemple.fr",
        "a@exemple..fr",
        "a@exemple.fr.",
        "a@-exemple.fr",
        "a@[127.0.0.1]",
        f"{'x' * 250}@exemple.fr",
        "\ud800@exemple.fr",
        "",
    ],
)
def test_what_has_no_such_form_is_refused_in_words(typed):
    with pytest.raises(NoAddress, match=r"^(Cette adresse|Ce qui suit)"):
        normal_form(typed)


@pytest.mark.django_db
def test_what_is_far_too_long_is_refused_before_anything_is_done_with_it():
    accents = "\u0301\u0316" * 600

    with pytest.raises(NoAddress, match="trop longue"):
        normal_form(f"a{accents}@exemple.fr")


class TestAccounts:
    def test_an_account_is_found_however_its_address_is_typed(self, ines):
        assert User.objects.at_address(f" {ines.email.upper()}\u200b") == ines
        assert User.objects.get_by_natural_key(ines.email.upper()) == ines

    @pytest.mark.parametrize(
        ("letter", "other"), [("i", "ı"), ("i", "İ"), ("s", "ѕ"), ("e", "е"), (".", "‧")]
    )
    def test_no_look_alike_finds_it(self, ines, letter, other):
        look_alike = ines.email.replace(letter, other, 1)
        assert look_alike != ines.email
        assert User.objects.at_address(look_alike) is None
        with pytest.raises(User.DoesNotExist):
            User.objects.get_by_natural_key(look_alike)

    @pytest.mark.parametrize("email", ["INES@exemple.test", "inés@exemple.test", "in es@exemple.test", ""])
    def test_the_database_holds_no_other_form(self, ines, email):
        with pytest.raises(IntegrityError, match="user_address_in_normal_form"), transaction.atomic():
            User.objects.filter(pk=ines.pk).update(email=email)

    def test_one_address_has_one_account(self, ines):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create_user(ines.email.upper())
