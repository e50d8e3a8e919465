"""Signing in by e-mail code, and by nothing else."""

import re

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_a_code_sent_by_mail_signs_in(client, mamie, mailoutbox):
    client.post(reverse("account_request_login_code"), {"email": mamie.email})
    code = re.search(r"^(\d{6})$", mailoutbox[-1].body, re.MULTILINE)
    assert code

    client.post(reverse("account_confirm_login_code"), {"code": code[1]})

    assert client.session["_auth_user_id"] == str(mamie.pk)


def test_an_unknown_address_is_answered_the_same(client, mamie):
    known = client.post(reverse("account_request_login_code"), {"email": mamie.email})
    # From another browser: this one has a code to come already.
    unknown = Client().post(reverse("account_request_login_code"), {"email": "personne@exemple.test"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


@pytest.mark.parametrize("page", ["signup", "password/reset", "password/change", "email", "reauthenticate"])
def test_there_is_no_page_for_anything_else(client, page):
    assert client.get(f"/compte/{page}/").status_code == 404
