"""The header offers to each person what is open to them, and nothing else."""

import re

import pytest
from django.test import Client

from tests.workflow.desks import signed_in

pytestmark = pytest.mark.django_db


def test_every_door_of_the_header_opens_to_whom_it_is_shown(
    mamie, ines, lucie, pilote, sonia, marc, vera, gilles, olive
):
    everybody = [signed_in(each) for each in (mamie, ines, lucie, pilote, sonia, marc, vera, gilles, olive)]
    for client in (Client(), *everybody):
        header = client.get("/").text.partition("<header")[2].partition("</header>")[0]
        doors = set(re.findall(r'href="(/[^"]*)"', header))
        assert len(doors) > 3
        closed = {door for door in doors if client.get(door, follow=True).status_code != 200}
        assert not closed, client.session.get("_auth_user_id")
